// Seeds from assertions, propagation along inclusions, and the new mapping made of what is left.
#include "reasoner/saturate.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "mapping/view.h"
#include "reasoner/fact_table.h"
#include "reasoner/form.h"
#include "reasoner/merge.h"
#include "reasoner/open.h"
#include "reasoner/propagate.h"
#include "reasoner/schema.h"

typedef struct Saturation {
  Arena *arena;    // of the new mapping
  Arena *scratch;  // of the work
  const Mapping *mapping;
  const Ontology *ontology;
  const Closure *closure;
  Symbols *symbols;
  AssertionList base;  // the mapping's assertions, then the facts'
  size_t own_count;    // the mapping's
  size_t world_count;  // and the facts: what is said of the world
  Extents *extents;
  EntryList *roles;     // by role
  EntryList *concepts;  // by concept
  EntryList individuals;
  const TermMap *type;  // rdf:type
  AssertionList out;
} Saturation;

static bool is_constant(const TermMap *map) { return map->kind == TERM_MAP_CONSTANT; }

static const Symbol *class_of(const Assertion *assertion) {
  if (!is_constant(assertion->predicate) || !is_constant(assertion->object) ||
      assertion->predicate->constant.lexical != &RDF_TYPE ||
      assertion->object->term_kind != TERM_IRI)
    return NULL;
  return assertion->object->constant.lexical;
}

static const Symbol *property_of(const Assertion *assertion) {
  if (!is_constant(assertion->predicate) || class_of(assertion) != NULL) return NULL;
  return assertion->predicate->constant.lexical;
}

static Narrowing narrowing_of(const Saturation *s) {
  return (Narrowing){s->arena, s->symbols, s->mapping->base};
}

// --- Seeds ---------------------------------------------------------------------------------------
static void seed(Saturation *s, EntryList *list, const Assertion *origin, const Assertion *form,
                 bool pair, const Derivation *derivation) {
  const Entry entry = {extents_add(s->extents, form, pair ? EXTENT_PAIRS : EXTENT_SUBJECTS), origin,
                       form, derivation};
  VEC_PUSH(s->scratch, list, entry);
}

static bool matters(const Saturation *s, size_t concept) {
  const EdgeTable *up = &s->closure->concept_up;
  return concept != NAMES_NONE && up->start[concept] < up->start[concept + 1];
}

static bool needs_individuals(const Saturation *s) {
  if (s->closure->thing != NAMES_NONE) return true;
  for (size_t i = 0; i < s->ontology->reflexivity_count; i++)
    if (s->ontology->reflexivity[i].axiom->regime <= s->closure->regime) return true;
  return false;
}

static void seed_property(Saturation *s, const Assertion *assertion, const Symbol *property,
                          bool individuals) {
  const size_t role = closure_role(s->closure, (PropertyExpression){property, false});
  Assertion *swapped = ARENA_NEW(s->arena, Assertion);
  const bool turns = form_swap(s->arena, assertion, swapped);
  if (role != NAMES_NONE) {
    seed(s, &s->roles[role], assertion, assertion, true, NULL);
    if (turns) seed(s, &s->roles[role ^ 1], assertion, swapped, true, NULL);
    const size_t concept = names_count(s->closure->classes) + role;
    const size_t inverse = names_count(s->closure->classes) + (role ^ 1);
    if (matters(s, concept))
      seed(s, &s->concepts[concept], assertion, form_of_subject(s->arena, assertion), false, NULL);
    if (turns && matters(s, inverse))
      seed(s, &s->concepts[inverse], assertion, form_of_subject(s->arena, swapped), false, NULL);
  }
  if (!individuals) return;
  seed(s, &s->individuals, assertion, form_of_subject(s->arena, assertion), false, NULL);
  if (turns) seed(s, &s->individuals, assertion, form_of_subject(s->arena, swapped), false, NULL);
}

// The forms' rows are fewer than the assertion's: none of them stands at its own node.
static void seed_open(Saturation *s, const Assertion *assertion) {
  const Narrowing narrowing = narrowing_of(s);
  AssertionList forms = {0};
  open_individuals(&narrowing, s->closure, assertion, &forms);
  for (size_t i = 0; i < forms.count; i++)
    seed(s, &s->individuals, assertion, arena_copy(s->arena, &forms.item[i], sizeof *forms.item),
         false, NULL);
}

static void seed_all(Saturation *s) {
  const bool needed = needs_individuals(s);
  for (size_t i = 0; i < s->base.count; i++) {
    const Assertion *assertion = &s->base.item[i];
    const Symbol *class_ = class_of(assertion), *property = property_of(assertion);
    // What is said of classes and properties is said of no individual.
    const bool individuals = needed && i < s->world_count;
    if (open_is(assertion)) {
      if (individuals) seed_open(s, assertion);
    } else if (class_ != NULL) {
      const size_t concept = closure_concept(s->closure, (BasicConcept){.class_ = class_});
      if (concept != NAMES_NONE) seed(s, &s->concepts[concept], assertion, assertion, false, NULL);
      if (individuals) seed(s, &s->individuals, assertion, assertion, false, NULL);
    } else if (property != NULL) {
      seed_property(s, assertion, property, individuals);
    }
  }
}

// R(x,x) for each individual. Where the form is a join, subject and object would be of two tables:
// left out, since its subjects are hardly ever without another assertion.
static void seed_reflexivity(Saturation *s, const Reflexivity *reflexivity) {
  const size_t role = closure_role(s->closure, (PropertyExpression){reflexivity->property, false});
  if (role == NAMES_NONE) return;
  for (size_t i = 0; i < s->individuals.count; i++) {
    const Entry *entry = &s->individuals.item[i];
    if (entry->form->parent_table != NULL) continue;
    Assertion *form = arena_copy(s->arena, entry->form, sizeof *form);
    form->object = form->subject;
    const Entry step = entry_step(s->arena, entry, reflexivity->axiom);
    seed(s, &s->roles[role], entry->origin, form, true, step.derivation);
    seed(s, &s->roles[role ^ 1], entry->origin, form, true, step.derivation);
    const size_t classes = names_count(s->closure->classes);
    seed(s, &s->concepts[classes + role], entry->origin, entry->form, false, step.derivation);
    seed(s, &s->concepts[classes + (role ^ 1)], entry->origin, entry->form, false, step.derivation);
  }
}

static void seed_individuals(Saturation *s) {
  if (s->closure->thing != NAMES_NONE)
    for (size_t i = 0; i < s->individuals.count; i++)
      VEC_PUSH(s->scratch, &s->concepts[s->closure->thing], s->individuals.item[i]);
  for (size_t i = 0; i < s->ontology->reflexivity_count; i++)
    if (s->ontology->reflexivity[i].axiom->regime <= s->closure->regime)
      seed_reflexivity(s, &s->ontology->reflexivity[i]);
}

// --- Counting ------------------------------------------------------------------------------------
// How many assertions there would be if each seed were copied to all names above it.
static size_t count_above(Arena *arena, const EdgeTable *up, size_t nodes, const EntryList lists[],
                          bool (*is_name)(const Closure *closure, size_t node),
                          const Closure *closure) {
  size_t total = 0;
  size_t *seen = ARENA_ARRAY(arena, size_t, nodes + 1);
  size_t *queue = ARENA_ARRAY(arena, size_t, nodes + 1);
  for (size_t start = 0; start < nodes; start++) {
    if (lists[start].count == 0) continue;
    size_t count = 0, names = 0;
    queue[count++] = start;
    seen[start] = start + 1;
    for (size_t i = 0; i < count; i++) {
      names += is_name(closure, queue[i]);
      for (size_t e = up->start[queue[i]]; e < up->start[queue[i] + 1]; e++) {
        const size_t to = up->edge[e].to;
        if (seen[to] == start + 1) continue;
        seen[to] = start + 1;
        queue[count++] = to;
      }
    }
    total += names * lists[start].count;
  }
  return total;
}

static bool role_is_name(const Closure *closure, size_t role) {
  (void)closure;
  return role % 2 == 0;
}

static bool concept_is_name(const Closure *closure, size_t concept) {
  if (concept >= names_count(closure->classes)) return false;
  return !ontology_is_auxiliary(names_at(closure->classes, concept));
}

// --- The new mapping -----------------------------------------------------------------------------
static const TermMap *iri_map(Saturation *s, const Symbol *iri, Source source) {
  TermMap *map = ARENA_NEW(s->arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = TERM_IRI,
                   .constant = term_iri(iri),
                   .source = source};
  return map;
}

static bool is_managed(const Saturation *s, const Assertion *assertion) {
  const Symbol *class_ = class_of(assertion), *property = property_of(assertion);
  if (open_is(assertion)) return false;
  if (class_ != NULL)
    return closure_concept(s->closure, (BasicConcept){.class_ = class_}) != NAMES_NONE;
  return property != NULL &&
         closure_role(s->closure, (PropertyExpression){property, false}) != NAMES_NONE;
}

// Marks the assertions that are still at their own node.
static void mark_kept(const Saturation *s, const EntryList lists[], size_t count, bool kept[]) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < lists[i].count; j++) {
      const Entry *entry = &lists[i].item[j];
      const bool arrived =
          lists == s->concepts && i == s->closure->thing && class_of(entry->origin) != &OWL_THING;
      if (entry->derivation == NULL && entry->form == entry->origin && !arrived)
        kept[entry->origin - s->base.item] = true;
    }
}

static void emit_base(Saturation *s) {
  bool *kept = ARENA_ARRAY(s->scratch, bool, s->base.count + 1);
  mark_kept(s, s->roles, s->closure->role_count, kept);
  mark_kept(s, s->concepts, names_count(s->closure->classes), kept);
  for (size_t i = 0; i < s->base.count; i++)
    if (kept[i] || !is_managed(s, &s->base.item[i])) VEC_PUSH(s->arena, &s->out, s->base.item[i]);
}

static void emit_derived(Saturation *s, const Entry *entry, const TermMap *predicate,
                         const TermMap *object) {
  // Those at their own node stand there already (emit_base), unless they were merged.
  if (entry->derivation == NULL && entry->form == entry->origin) return;
  Assertion assertion = *entry->form;
  assertion.predicate = predicate;
  if (object != NULL) assertion.object = object;
  assertion.triples_map = entry->origin->triples_map;
  assertion.derivation = entry->derivation;
  VEC_PUSH(s->arena, &s->out, assertion);
}

static void emit_properties(Saturation *s) {
  for (size_t role = 0; role < s->closure->role_count; role += 2) {
    const EntryList *list = &s->roles[role];
    if (list->count == 0) continue;
    const TermMap *predicate =
        iri_map(s, closure_role_at(s->closure, role).iri, list->item[0].origin->predicate->source);
    for (size_t i = 0; i < list->count; i++) emit_derived(s, &list->item[i], predicate, NULL);
  }
}

static void emit_classes(Saturation *s) {
  for (size_t concept = 0; concept < names_count(s->closure->classes); concept ++) {
    const EntryList *list = &s->concepts[concept];
    const Symbol *class_ = names_at(s->closure->classes, concept);
    if (list->count == 0 || ontology_is_auxiliary(class_)) continue;
    const TermMap *object = iri_map(s, class_, list->item[0].origin->subject->source);
    for (size_t i = 0; i < list->count; i++) {
      // At owl:Thing individuals arrive without an axiom.
      Entry entry = list->item[i];
      if (concept == s->closure->thing && entry.derivation == NULL &&
          class_of(entry.origin) != &OWL_THING)
        entry = entry_step(s->arena, &entry, NULL);
      emit_derived(s, &entry, s->type, object);
    }
  }
}

static void emit_open(Saturation *s) {
  const Narrowing narrowing = narrowing_of(s);
  for (size_t i = 0; i < s->own_count; i++)
    if (open_is(&s->base.item[i]))
      open_add_implied(&narrowing, s->closure, &s->base.item[i], &s->out);
  for (size_t i = 0; s->closure->with_schema && i < s->own_count; i++)
    schema_add_implied(s->arena, s->symbols, s->mapping, s->closure->regime, &s->base.item[i],
                       &s->out);
}

static Mapping *make_mapping(Saturation *s) {
  Mapping *mapping = arena_copy(s->arena, s->mapping, sizeof *s->mapping);
  mapping->arena = s->arena;
  mapping->symbols = s->symbols;
  mapping->assertion = s->out.item;
  mapping->assertion_count = s->out.count;
  const size_t facts = s->base.count - s->own_count;
  const LogicalTable **table =
      ARENA_ARRAY(s->arena, const LogicalTable *, s->mapping->table_count + facts + 1);
  if (s->mapping->table_count > 0)
    memcpy(table, s->mapping->table, s->mapping->table_count * sizeof *table);
  for (size_t i = 0; i < facts; i++)
    table[s->mapping->table_count + i] = s->base.item[s->own_count + i].table;
  mapping->table = table;
  mapping->table_count += facts;
  return mapping;
}

static void close_all(Saturation *s, SaturationStats *stats) {
  const Closure *closure = s->closure;
  s->roles = ARENA_ARRAY(s->scratch, EntryList, closure->role_count + 1);
  s->concepts = ARENA_ARRAY(s->scratch, EntryList, closure->concept_count + 1);
  s->extents = extents_create(s->scratch, s->mapping);
  seed_all(s);
  seed_individuals(s);
  extents_compare(s->extents);
  if (stats != NULL) {
    *stats = (SaturationStats){.before = s->base.count};
    stats->saturated = count_above(s->scratch, &closure->role_up, closure->role_count, s->roles,
                                   role_is_name, closure) +
                       count_above(s->scratch, &closure->concept_up, closure->concept_count,
                                   s->concepts, concept_is_name, closure);
    for (size_t i = 0; i < s->base.count; i++) {
      const Assertion *assertion = &s->base.item[i];
      stats->saturated += !is_managed(s, assertion);
      stats->left_alone += open_is(assertion) && !open_sees(assertion);
    }
  }
  propagate(s->arena, s->scratch, closure->role_count, &closure->role_up, s->extents, s->roles);
  propagate(s->arena, s->scratch, closure->concept_count, &closure->concept_up, s->extents,
            s->concepts);
  for (size_t i = 0; i < names_count(closure->classes); i++)
    entries_merge(s->arena, s->symbols, &s->concepts[i]);
}

Mapping *saturate_mapping(Arena *arena, const Mapping *mapping, const Ontology *ontology,
                          const Closure *closure, SaturationStats *stats) {
  Arena *scratch = arena_create(0);
  if (scratch == NULL) arena_fail(arena, STATUS_LIMIT, "out of memory");
  Saturation s = {.arena = arena,
                  .scratch = scratch,
                  .mapping = mapping,
                  .ontology = ontology,
                  .closure = closure,
                  .symbols = symbols_create(arena, ontology->symbols),
                  .own_count = mapping->assertion_count};
  s.type = iri_map(&s, &RDF_TYPE, (Source){0});
  for (size_t i = 0; i < mapping->assertion_count; i++)
    VEC_PUSH(arena, &s.base, mapping->assertion[i]);
  fact_tables_add(arena, s.symbols, ontology->fact_count, ontology->fact, closure->regime, &s.base);
  s.world_count = s.base.count;
  if (closure->with_schema) {
    FactList facts = {0};
    schema_facts(scratch, s.symbols, closure, &facts);
    fact_tables_add(arena, s.symbols, facts.count, facts.item, closure->regime, &s.base);
  }
  // Entries and derivations point at them from here on.
  close_all(&s, stats);
  emit_base(&s);
  emit_properties(&s);
  emit_classes(&s);
  emit_open(&s);
  Mapping *out = make_mapping(&s);
  if (stats != NULL) stats->pruned = out->assertion_count;
  arena_destroy(scratch);
  return out;
}
