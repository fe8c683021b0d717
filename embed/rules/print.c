// Rules for people, and as queries.
#include <string.h>

#include "embed/rules/rule.h"

const char *name_short(const char *name) {
  const char *last = name;
  for (const char *at = name; *at != '\0'; at++)
    if ((*at == '/' || *at == '#') && at[1] != '\0') last = at + 1;
  return last;
}

// X at the start, Y at the end of a cyclic path, A, B, … between.
static void place_name(const Rule *rule, int32_t place, const Dictionary *entities, Buffer *out) {
  if (place == 0) {
    buffer_add_char(out, 'X');
  } else if (place == rule->length && rule_is_cyclic(rule)) {
    buffer_add_char(out, 'Y');
  } else if (place == rule->length && rule->end >= 0) {
    buffer_add_text(out, name_short(dictionary_name(entities, rule->end, NULL)));
  } else {
    buffer_add_char(out, (char)('A' + place - 1));
  }
}

// An inverse relation is written the other way round.
static void print_atom(const Rule *rule, int32_t relation, int32_t from, int32_t to,
                       const Dictionary *entities, const Dictionary *relations, Buffer *out) {
  const int32_t m = (int32_t)relations->count;
  const bool inverse = relation >= m;
  const char *name = dictionary_name(relations, inverse ? relation - m : relation, NULL);
  buffer_printf(out, "%s(", name_short(name));
  for (int side = 0; side < 2; side++) {
    const int32_t place = (side == 0) == inverse ? to : from;
    if (place < 0)
      buffer_add_text(out, rule_is_cyclic(rule)
                               ? "Y"
                               : name_short(dictionary_name(entities, rule->constant, NULL)));
    else
      place_name(rule, place, entities, out);
    buffer_add_text(out, side == 0 ? ", " : ")");
  }
}

void rule_print(const Rule *rule, const Dictionary *entities, const Dictionary *relations,
                Buffer *out) {
  // The head's second place is Y or the constant: -1.
  print_atom(rule, rule->head, 0, -1, entities, relations, out);
  buffer_add_text(out, " <-");
  for (int32_t i = 0; i < rule->length; i++) {
    buffer_add_text(out, i == 0 ? " " : ", ");
    print_atom(rule, rule->body[i], i, i + 1, entities, relations, out);
  }
  buffer_printf(out, " [%.3f = %u/%u]", (double)rule->confidence, rule->support, rule->predicted);
}

static void sparql_name(const char *name, Buffer *out) {
  if (strncmp(name, "_:", 2) == 0)
    buffer_printf(out, "[]");
  else
    buffer_printf(out, "<%s>", name);
}

static void sparql_place(const Rule *rule, int32_t place, const Dictionary *entities, Buffer *out) {
  if (place < 0 && !rule_is_cyclic(rule))
    sparql_name(dictionary_name(entities, rule->constant, NULL), out);
  else if (place < 0)
    buffer_add_text(out, "?Y");
  else if (place == rule->length && place > 0 && !rule_is_cyclic(rule) && rule->end >= 0)
    sparql_name(dictionary_name(entities, rule->end, NULL), out);
  else {
    buffer_add_char(out, '?');
    place_name(rule, place, entities, out);
  }
}

static void sparql_atom(const Rule *rule, int32_t relation, int32_t from, int32_t to,
                        const Dictionary *entities, const Dictionary *relations, Buffer *out) {
  const int32_t m = (int32_t)relations->count;
  const bool inverse = relation >= m;
  sparql_place(rule, inverse ? to : from, entities, out);
  buffer_add_char(out, ' ');
  sparql_name(dictionary_name(relations, inverse ? relation - m : relation, NULL), out);
  buffer_add_char(out, ' ');
  sparql_place(rule, inverse ? from : to, entities, out);
}

void rule_print_sparql(const Rule *rule, const Dictionary *entities, const Dictionary *relations,
                       Buffer *out) {
  buffer_add_text(out, "CONSTRUCT { ");
  sparql_atom(rule, rule->head, 0, -1, entities, relations, out);
  buffer_add_text(out, " } WHERE { ");
  for (int32_t i = 0; i < rule->length; i++) {
    sparql_atom(rule, rule->body[i], i, i + 1, entities, relations, out);
    buffer_add_text(out, " . ");
  }
  // Different places are different things.
  for (int32_t i = 0; i <= rule->length; i++)
    for (int32_t j = i + 1; j <= rule->length; j++) {
      buffer_add_text(out, "FILTER(");
      sparql_place(rule, i, entities, out);
      buffer_add_text(out, " != ");
      sparql_place(rule, j, entities, out);
      buffer_add_text(out, ") ");
    }
  buffer_add_text(out, "FILTER NOT EXISTS { ");
  sparql_atom(rule, rule->head, 0, -1, entities, relations, out);
  buffer_add_text(out, " } }");
}
