// The graph of inclusions, and walks over it.
#include "reasoner/closure.h"

#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/closure_parts.h"
#include "reasoner/schema.h"

// --- Numbers -------------------------------------------------------------------------------------
size_t closure_role(const Closure *closure, PropertyExpression property) {
  const size_t number = names_find(closure->properties, property.iri);
  return number == NAMES_NONE ? NAMES_NONE : 2 * number + property.inverse;
}

size_t closure_concept(const Closure *closure, BasicConcept concept) {
  if (concept.class_ != NULL) return names_find(closure->classes, concept.class_);
  const size_t role = closure_role(closure, concept.property);
  return role == NAMES_NONE ? NAMES_NONE : names_count(closure->classes) + role;
}

PropertyExpression closure_role_at(const Closure *closure, size_t number) {
  return (PropertyExpression){names_at(closure->properties, number / 2), number % 2 == 1};
}

BasicConcept closure_concept_at(const Closure *closure, size_t number) {
  const size_t classes = names_count(closure->classes);
  if (number < classes) return (BasicConcept){.class_ = names_at(closure->classes, number)};
  return (BasicConcept){.property = closure_role_at(closure, number - classes)};
}

// --- Making --------------------------------------------------------------------------------------
typedef struct Arrow {
  size_t from, to;
  const Axiom *axiom;
} Arrow;

typedef VEC(Arrow) ArrowList;

static void add_arrow(Arena *arena, ArrowList *list, size_t from, size_t to, const Axiom *axiom) {
  if (from == to) return;
  const Arrow arrow = {from, to, axiom};
  VEC_PUSH(arena, list, arrow);
}

// Arrows sorted by where they leave (or arrive, when turned), keeping their
// order.
static EdgeTable edge_table(Arena *arena, size_t nodes, const ArrowList *list, bool turned) {
  EdgeTable table = {.start = ARENA_ARRAY(arena, size_t, nodes + 2),
                     .edge = ARENA_ARRAY(arena, Edge, list->count + 1)};
  for (size_t i = 0; i < list->count; i++)
    table.start[(turned ? list->item[i].to : list->item[i].from) + 2]++;
  for (size_t i = 2; i <= nodes; i++) table.start[i] += table.start[i - 1];
  for (size_t i = 0; i < list->count; i++) {
    const Arrow *arrow = &list->item[i];
    const size_t at = table.start[(turned ? arrow->to : arrow->from) + 1]++;
    table.edge[at] = (Edge){turned ? arrow->from : arrow->to, arrow->axiom};
  }
  return table;
}

static bool counts(const Closure *closure, const Axiom *axiom) {
  return axiom->regime <= closure->regime;
}

static void name_concept(Closure *closure, BasicConcept concept) {
  if (concept.class_ != NULL)
    (void)names_add(closure->classes, concept.class_);
  else
    (void)names_add(closure->properties, concept.property.iri);
}

// A rule or constraint begins with any individual.
static bool asks_for_individuals(const Closure *closure) {
  const Ontology *ontology = closure->ontology;
  for (size_t i = 0; i < ontology->rule_count; i++)
    for (size_t j = 0; j < ontology->rule[i].body_count && counts(closure, ontology->rule[i].axiom);
         j++)
      if (ontology->rule[i].body[j].object.constant.lexical == &OWL_THING) return true;
  return false;
}

static void name_all(Closure *closure) {
  const Ontology *ontology = closure->ontology;
  for (size_t i = 0; closure->with_schema && i < schema_inclusion_count; i++) {
    name_concept(closure, schema_inclusion[i].sub);
    (void)names_add(closure->classes, schema_inclusion[i].super);
  }
  for (size_t i = 0; i < ontology->concept_inclusion_count; i++) {
    const ConceptInclusion *inclusion = &ontology->concept_inclusion[i];
    if (!counts(closure, inclusion->axiom)) continue;
    name_concept(closure, inclusion->sub);
    (void)names_add(closure->classes, inclusion->super);
  }
  for (size_t i = 0; i < ontology->property_inclusion_count; i++) {
    const PropertyInclusion *inclusion = &ontology->property_inclusion[i];
    if (!counts(closure, inclusion->axiom)) continue;
    (void)names_add(closure->properties, inclusion->sub.iri);
    (void)names_add(closure->properties, inclusion->super);
  }
  for (size_t i = 0; i < ontology->existential_count; i++) {
    const Existential *existential = &ontology->existential[i];
    if (!counts(closure, existential->axiom)) continue;
    name_concept(closure, existential->sub);
    (void)names_add(closure->properties, existential->property.iri);
    if (existential->filler != NULL) (void)names_add(closure->classes, existential->filler);
  }
  for (size_t i = 0; i < ontology->reflexivity_count; i++)
    if (counts(closure, ontology->reflexivity[i].axiom))
      (void)names_add(closure->properties, ontology->reflexivity[i].property);
  if (asks_for_individuals(closure)) (void)names_add(closure->classes, &OWL_THING);
}

static void link_roles(Arena *arena, const Closure *closure, ArrowList *roles,
                       ArrowList *concepts) {
  const Ontology *ontology = closure->ontology;
  const size_t first = names_count(closure->classes);
  for (size_t i = 0; i < ontology->property_inclusion_count; i++) {
    const PropertyInclusion *inclusion = &ontology->property_inclusion[i];
    if (!counts(closure, inclusion->axiom)) continue;
    const size_t sub = closure_role(closure, inclusion->sub);
    const size_t super = closure_role(closure, (PropertyExpression){inclusion->super, false});
    add_arrow(arena, roles, sub, super, inclusion->axiom);
    add_arrow(arena, roles, sub ^ 1, super ^ 1, inclusion->axiom);
    add_arrow(arena, concepts, first + sub, first + super, inclusion->axiom);
    add_arrow(arena, concepts, first + (sub ^ 1), first + (super ^ 1), inclusion->axiom);
  }
}

static void link_inclusions(Arena *arena, const Closure *closure, size_t count,
                            const ConceptInclusion inclusions[], ArrowList *concepts) {
  for (size_t i = 0; i < count; i++)
    if (counts(closure, inclusions[i].axiom))
      add_arrow(arena, concepts, closure_concept(closure, inclusions[i].sub),
                closure_concept(closure, (BasicConcept){.class_ = inclusions[i].super}),
                inclusions[i].axiom);
}

static void link_concepts(Arena *arena, const Closure *closure, ArrowList *concepts) {
  const Ontology *ontology = closure->ontology;
  link_inclusions(arena, closure, ontology->concept_inclusion_count, ontology->concept_inclusion,
                  concepts);
  if (closure->with_schema)
    link_inclusions(arena, closure, schema_inclusion_count, schema_inclusion, concepts);
  for (size_t i = 0; i < ontology->existential_count; i++) {
    const Existential *existential = &ontology->existential[i];
    if (counts(closure, existential->axiom))
      add_arrow(arena, concepts, closure_concept(closure, existential->sub),
                closure_concept(closure, (BasicConcept){.property = existential->property}),
                existential->axiom);
  }
}

static Closure *create(Arena *arena, const Ontology *ontology, Regime regime, bool with_schema) {
  Closure *closure = ARENA_NEW(arena, Closure);
  closure->with_schema = with_schema;
  closure->ontology = ontology;
  closure->regime = regime;
  closure->classes = names_create(arena);
  closure->properties = names_create(arena);
  name_all(closure);
  closure->role_count = 2 * names_count(closure->properties);
  closure->concept_count = names_count(closure->classes) + closure->role_count;
  closure->thing = names_find(closure->classes, &OWL_THING);
  ArrowList roles = {0}, concepts = {0};
  link_roles(arena, closure, &roles, &concepts);
  link_concepts(arena, closure, &concepts);
  closure->role_up = edge_table(arena, closure->role_count, &roles, false);
  closure->role_down = edge_table(arena, closure->role_count, &roles, true);
  closure->concept_up = edge_table(arena, closure->concept_count, &concepts, false);
  closure->concept_down = edge_table(arena, closure->concept_count, &concepts, true);
  return closure;
}

Closure *closure_create(Arena *arena, const Ontology *ontology, Regime regime) {
  return create(arena, ontology, regime, false);
}

Closure *closure_create_with_schema(Arena *arena, const Ontology *ontology, Regime regime) {
  return create(arena, ontology, regime, true);
}

// --- Walks ---------------------------------------------------------------------------------------
// Breadth first, so that the way to each node is a shortest one. thing: where
// everything leads to, or NAMES_NONE.
typedef struct Walk {
  size_t count;
  size_t *node;         // in order of arrival
  size_t *before;       // index in node of the one before
  const Axiom **axiom;  // of the step from there; NULL: to owl:Thing, of itself
  size_t *length;       // steps with an axiom
} Walk;

static void arrive(Walk *walk, bool *seen, size_t node, size_t before, const Axiom *axiom) {
  if (seen[node]) return;
  seen[node] = true;
  walk->node[walk->count] = node;
  walk->before[walk->count] = before;
  walk->axiom[walk->count] = axiom;
  walk->length[walk->count] = walk->count == 0 ? 0 : walk->length[before] + (axiom != NULL);
  walk->count++;
}

static Walk walk_from(Arena *arena, const EdgeTable *table, size_t nodes, size_t start,
                      size_t thing) {
  Walk walk = {.node = ARENA_ARRAY(arena, size_t, nodes),
               .before = ARENA_ARRAY(arena, size_t, nodes),
               .axiom = ARENA_ARRAY(arena, const Axiom *, nodes),
               .length = ARENA_ARRAY(arena, size_t, nodes)};
  bool *seen = ARENA_ARRAY(arena, bool, nodes);
  arrive(&walk, seen, start, 0, NULL);
  for (size_t i = 0; i < walk.count; i++) {
    const size_t node = walk.node[i];
    for (size_t e = table->start[node]; e < table->start[node + 1]; e++)
      arrive(&walk, seen, table->edge[e].to, i, table->edge[e].axiom);
    if (i + 1 == walk.count && thing != NAMES_NONE) arrive(&walk, seen, thing, 0, NULL);
  }
  return walk;
}

// Chains read from sub to super; up: the walk went that way.
static Chain chain_of(Arena *arena, const Walk *walk, size_t at, bool up) {
  const size_t count = walk->length[at];
  const Axiom **axioms = ARENA_ARRAY(arena, const Axiom *, count + 1);
  for (size_t i = 0, step = at; step != 0; step = walk->before[step]) {
    if (walk->axiom[step] == NULL) continue;
    axioms[up ? count - 1 - i : i] = walk->axiom[step];
    i++;
  }
  return (Chain){count, axioms};
}

static size_t concepts_around(const Closure *closure, Arena *arena, BasicConcept concept, bool up,
                              ConceptStep **out) {
  const size_t start = closure_concept(closure, concept);
  if (start == NAMES_NONE) {
    const bool all = up && closure->thing != NAMES_NONE;
    *out = ARENA_ARRAY(arena, ConceptStep, 1);
    (*out)[0].concept = concept;
    if (!all) return 1;
    ConceptStep *above;
    const size_t count =
        concepts_around(closure, arena, (BasicConcept){.class_ = &OWL_THING}, true, &above);
    *out = ARENA_ARRAY(arena, ConceptStep, count + 1);
    (*out)[0].concept = concept;
    memcpy(*out + 1, above, count * sizeof *above);
    return count + 1;
  }
  const Walk walk = walk_from(arena, up ? &closure->concept_up : &closure->concept_down,
                              closure->concept_count, start, up ? closure->thing : NAMES_NONE);
  ConceptStep *steps = ARENA_ARRAY(arena, ConceptStep, walk.count);
  for (size_t i = 0; i < walk.count; i++)
    steps[i] =
        (ConceptStep){closure_concept_at(closure, walk.node[i]), chain_of(arena, &walk, i, up)};
  *out = steps;
  return walk.count;
}

size_t closure_sub_concepts(const Closure *closure, Arena *arena, BasicConcept concept,
                            ConceptStep **out) {
  return concepts_around(closure, arena, concept, false, out);
}

size_t closure_super_concepts(const Closure *closure, Arena *arena, BasicConcept concept,
                              ConceptStep **out) {
  return concepts_around(closure, arena, concept, true, out);
}

static size_t properties_around(const Closure *closure, Arena *arena, PropertyExpression property,
                                bool up, PropertyStep **out) {
  const size_t start = closure_role(closure, property);
  if (start == NAMES_NONE) {
    *out = ARENA_ARRAY(arena, PropertyStep, 1);
    (*out)[0].property = property;
    return 1;
  }
  const Walk walk = walk_from(arena, up ? &closure->role_up : &closure->role_down,
                              closure->role_count, start, NAMES_NONE);
  PropertyStep *steps = ARENA_ARRAY(arena, PropertyStep, walk.count);
  for (size_t i = 0; i < walk.count; i++)
    steps[i] =
        (PropertyStep){closure_role_at(closure, walk.node[i]), chain_of(arena, &walk, i, up)};
  *out = steps;
  return walk.count;
}

size_t closure_sub_properties(const Closure *closure, Arena *arena, PropertyExpression property,
                              PropertyStep **out) {
  return properties_around(closure, arena, property, false, out);
}

size_t closure_super_properties(const Closure *closure, Arena *arena, PropertyExpression property,
                                PropertyStep **out) {
  return properties_around(closure, arena, property, true, out);
}

// --- Questions -----------------------------------------------------------------------------------
// Most questions are of near nodes or of none, so a walk from below that stops
// at the answer will do; its memory is the process's, since the closure is
// shared.
static bool reaches(const EdgeTable *table, size_t nodes, size_t from, size_t to) {
  if (from == to) return true;
  if (table->start[from] == table->start[from + 1]) return false;
  bool *seen = calloc(nodes, sizeof *seen);
  size_t *queue = malloc(nodes * sizeof *queue);
  if (seen == NULL || queue == NULL) abort();
  size_t count = 0;
  queue[count++] = from;
  seen[from] = true;
  for (size_t i = 0; i < count && !seen[to]; i++)
    for (size_t e = table->start[queue[i]]; e < table->start[queue[i] + 1]; e++) {
      const size_t next = table->edge[e].to;
      if (seen[next]) continue;
      seen[next] = true;
      queue[count++] = next;
    }
  const bool found = seen[to];
  free(seen);
  free(queue);
  return found;
}

static bool same_concept(BasicConcept a, BasicConcept b) {
  return a.class_ == b.class_ && a.property.iri == b.property.iri &&
         a.property.inverse == b.property.inverse;
}

bool closure_concept_below(const Closure *closure, BasicConcept sub, BasicConcept super) {
  if (same_concept(sub, super) || super.class_ == &OWL_THING) return true;
  const size_t to = closure_concept(closure, super);
  if (to == NAMES_NONE) return false;
  const size_t from = closure_concept(closure, sub);
  if (from != NAMES_NONE && reaches(&closure->concept_up, closure->concept_count, from, to))
    return true;
  return closure->thing != NAMES_NONE &&
         reaches(&closure->concept_up, closure->concept_count, closure->thing, to);
}

bool closure_property_below(const Closure *closure, PropertyExpression sub,
                            PropertyExpression super) {
  if (sub.iri == super.iri && sub.inverse == super.inverse) return true;
  const size_t from = closure_role(closure, sub), to = closure_role(closure, super);
  return from != NAMES_NONE && to != NAMES_NONE &&
         reaches(&closure->role_up, closure->role_count, from, to);
}
