// Suggestions for people.
#include <inttypes.h>

#include "endpoint/suggest/advice.h"

static void add_fact(const NamedFact *fact, Buffer *out) {
  buffer_printf(out, "%s %s %s", name_short(fact->subject), name_short(fact->predicate),
                name_short(fact->object));
}

static void add_facts(const AdviceReason *reason, Buffer *out) {
  for (size_t i = 0; i < reason->fact_count; i++) {
    if (i > 0) buffer_add_text(out, " and ");
    add_fact(&reason->fact[i], out);
  }
}

void advice_reason_line(const AdviceReason *reason, Buffer *out) {
  switch (reason->kind) {
    case REASON_RULE:
      buffer_add_text(out, reason->rule);
      if (reason->fact_count > 0) buffer_add_text(out, ", because ");
      add_facts(reason, out);
      break;
    case REASON_SUBJECT:
    case REASON_OBJECT:
      buffer_printf(out, "like %s (%.2f): ", name_short(reason->like), reason->similarity);
      add_facts(reason, out);
      break;
    case REASON_ONTOLOGY: buffer_printf(out, "fits %s", reason->axiom); break;
    case REASON_POPULARITY:
      buffer_printf(out, "frequent: %" PRIu32 " others have it", reason->times);
      break;
  }
}

void advice_model_line(const TrainedInfo *info, Buffer *out) {
  buffer_printf(out, "anamorph %s, trained %s", info->version, info->created);
  if (info->mapping[0] != '\0') buffer_printf(out, ", mapping %s", info->mapping);
}

void advice_text(const Advice *advice, Buffer *out) {
  for (size_t i = 0; i < advice->count; i++) {
    const Advised *item = &advice->item[i];
    buffer_printf(out, "%2zu. %5.1f %%  ", i + 1, 100 * item->probability);
    add_fact(&item->fact, out);
    buffer_add_char(out, '\n');
    for (size_t r = 0; r < item->reason_count; r++) {
      buffer_add_text(out, "     ");
      advice_reason_line(&item->reason[r], out);
      buffer_add_char(out, '\n');
    }
  }
  if (advice->count == 0) buffer_add_text(out, "nothing to suggest\n");
  for (size_t i = 0; i < advice->warning_count; i++)
    buffer_printf(out, "warning: %s\n", advice->warning[i]);
}
