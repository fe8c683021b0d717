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

// What SPARQL can name; no name leads to a blank node.
static bool is_nameable(const char *name) { return strncmp(name, "_:", 2) != 0; }

static void sparql_place(const Rule *rule, int32_t place, const Dictionary *entities, Buffer *out) {
  if (place < 0 && !rule_is_cyclic(rule))
    buffer_printf(out, "<%s>", dictionary_name(entities, rule->constant, NULL));
  else if (place < 0)
    buffer_add_text(out, "?Y");
  else if (place == rule->length && place > 0 && !rule_is_cyclic(rule) && rule->end >= 0)
    buffer_printf(out, "<%s>", dictionary_name(entities, rule->end, NULL));
  else {
    buffer_add_char(out, '?');
    place_name(rule, place, entities, out);
  }
}

// before: what the relation's IRI is preceded by.
static void sparql_atom(const Rule *rule, const char *before, int32_t relation, int32_t from,
                        int32_t to, const Dictionary *entities, const Dictionary *relations,
                        Buffer *out) {
  const int32_t m = (int32_t)relations->count;
  const bool inverse = relation >= m;
  sparql_place(rule, inverse ? to : from, entities, out);
  buffer_printf(out, " <%s%s> ", before,
                dictionary_name(relations, inverse ? relation - m : relation, NULL));
  sparql_place(rule, inverse ? from : to, entities, out);
}

static void sparql_different(const Rule *rule, int32_t one, int32_t other,
                             const Dictionary *entities, Buffer *out) {
  buffer_add_text(out, "FILTER(");
  sparql_place(rule, one, entities, out);
  buffer_add_text(out, " != ");
  sparql_place(rule, other, entities, out);
  buffer_add_text(out, ") ");
}

bool rule_print_sparql(const Rule *rule, RuleHead head, const Dictionary *entities,
                       const Dictionary *relations, Buffer *out) {
  if (rule->length == 0) return false;
  if (!rule_is_cyclic(rule) &&
      (!is_nameable(dictionary_name(entities, rule->constant, NULL)) ||
       (rule->end >= 0 && !is_nameable(dictionary_name(entities, rule->end, NULL)))))
    return false;
  const char *before = head == RULE_HEAD_SUGGESTED ? RULE_SUGGESTED : "";
  buffer_add_text(out, "CONSTRUCT { ");
  sparql_atom(rule, before, rule->head, 0, -1, entities, relations, out);
  buffer_add_text(out, " } WHERE { ");
  for (int32_t i = 0; i < rule->length; i++) {
    sparql_atom(rule, "", rule->body[i], i, i + 1, entities, relations, out);
    buffer_add_text(out, " . ");
  }
  // Different places are different things, and nothing is its own answer.
  for (int32_t i = 0; i <= rule->length; i++)
    for (int32_t j = i + 1; j <= rule->length; j++) sparql_different(rule, i, j, entities, out);
  if (!rule_is_cyclic(rule) && rule->constant != rule->end)
    sparql_different(rule, 0, -1, entities, out);
  if (head == RULE_HEAD_SUGGESTED) {
    buffer_add_text(out, "FILTER NOT EXISTS { ");
    sparql_atom(rule, "", rule->head, 0, -1, entities, relations, out);
    buffer_add_text(out, " } ");
  }
  buffer_add_char(out, '}');
  return true;
}
