// Blocks: from triple patterns to a conjunctive query, through the reasoner, and back to algebra.
#include "rewriter/entail/block.h"

#include "base/rdf/vocabulary.h"
#include "reasoner/existential.h"
#include "rewriter/rule/rule.h"

typedef struct Block {
  EntailState *state;
  QueryScope scope;
  Slot graph;
  Position at;
  size_t fresh_count;  // variables that the reasoner made, by number less scope.answer_count
  VarId *fresh;
} Block;

// --- What has triples ----------------------------------------------------------------------------

static bool by_rules(const EntailState *state, const Symbol *predicate, const Symbol *class_) {
  if (state->rules == NULL) return false;
  const Slot link = {.kind = SLOT_TERM, .term = term_iri(predicate)};
  Slot object = {.kind = SLOT_VAR};
  if (class_ != NULL) object = (Slot){.kind = SLOT_TERM, .term = term_iri(class_)};
  return rules_matching(state->rules, state->arena, &link, &object).count > 0;
}

static bool has_class(const void *self, const Symbol *class_) {
  const EntailState *state = self;
  return mapping_index_candidates(state->index, &RDF_TYPE, class_).count > 0 ||
         by_rules(state, &RDF_TYPE, class_);
}

static bool has_property(const void *self, const Symbol *property) {
  const EntailState *state = self;
  return mapping_index_candidates(state->index, property, NULL).count > 0 ||
         by_rules(state, property, NULL);
}

static bool literal_objects(const void *self, const Symbol *property) {
  const EntailState *state = self;
  const Candidates candidates = mapping_index_candidates(state->index, property, NULL);
  for (size_t p = 0; p < sizeof candidates.part / sizeof *candidates.part; p++)
    for (size_t i = 0; i < candidates.part[p].count; i++) {
      const TermMap *object = candidates.part[p].item[i]->object;
      const TermKind kind =
          object->kind == TERM_MAP_CONSTANT ? object->constant.kind : object->term_kind;
      if (kind == TERM_LITERAL || object->term_kind_column != NULL) return true;
    }
  return by_rules(state, property, NULL);
}

// --- To a conjunctive query ----------------------------------------------------------------------

bool block_takes(const Node *triple) {
  const Slot *predicate = &triple->u.triple.predicate, *object = &triple->u.triple.object;
  if (predicate->kind != SLOT_TERM || predicate->term.kind != TERM_IRI) return false;
  if (predicate->term.lexical != &RDF_TYPE) return true;
  return object->kind == SLOT_TERM && object->term.kind == TERM_IRI;
}

// Equal IRIs are one Symbol from here on: the ontology's where it knows it.
static const Symbol *known(const Block *block, const Symbol *iri) {
  const Symbol *symbol =
      symbols_find(block->state->entailment->ontology->symbols, iri->text, iri->length);
  return symbol == NULL ? iri : symbol;
}

static HornTerm term_of(const Slot *slot) {
  if (slot->kind == SLOT_VAR) return (HornTerm){.variable = slot->var};
  return (HornTerm){.constant = slot->term};
}

static HornAtom atom_of(const Block *block, const Node *triple) {
  const Slot *object = &triple->u.triple.object;
  HornAtom atom = {term_of(&triple->u.triple.subject),
                   known(block, triple->u.triple.predicate.term.lexical), term_of(object)};
  if (atom.predicate == &RDF_TYPE)
    atom.object.constant.lexical = known(block, object->term.lexical);
  return atom;
}

// --- And back ------------------------------------------------------------------------------------

static VarId variable_of(Block *block, unsigned variable) {
  if (variable < block->scope.answer_count) return variable;
  Arena *arena = block->state->arena;
  const size_t at = variable - block->scope.answer_count;
  if (at >= block->fresh_count) {
    VarId *more = ARENA_ARRAY(arena, VarId, at + 1);
    for (size_t i = 0; i <= at; i++)
      more[i] = i < block->fresh_count
                    ? block->fresh[i]
                    : variables_fresh_rdf(block->state->query->variables, "some");
    block->fresh = more;
    block->fresh_count = at + 1;
  }
  return block->fresh[at];
}

static Term term_in_query(const Block *block, Term term) {
  Symbols *symbols = block->state->query->symbols;
  if (term.kind == TERM_IRI)
    term.lexical = symbols_intern(symbols, term.lexical->text, term.lexical->length);
  return term;
}

static Slot slot_of(Block *block, const HornTerm *term) {
  if (query_is_variable(term))
    return (Slot){.kind = SLOT_VAR, .var = variable_of(block, term->variable)};
  return (Slot){.kind = SLOT_TERM, .term = term_in_query(block, term->constant)};
}

static const Node *query_node(Block *block, const ConjunctiveQuery *query) {
  Arena *arena = block->state->arena;
  const Node **triples = ARENA_ARRAY(arena, const Node *, query->atom_count);
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornAtom *atom = &query->atom[i];
    const Slot predicate = {.kind = SLOT_TERM,
                            .term = term_in_query(block, term_iri(atom->predicate))};
    triples[i] = node_triple(arena, slot_of(block, &atom->subject), predicate,
                             slot_of(block, &atom->object), block->graph, block->at);
  }
  const Node *node = query->atom_count == 1   ? triples[0]
                     : query->atom_count == 0 ? node_unit(arena)
                                              : node_join(arena, query->atom_count, triples);
  if (query->binding_count == 0) return node;
  Binding *bindings = ARENA_ARRAY(arena, Binding, query->binding_count);
  for (size_t i = 0; i < query->binding_count; i++) {
    const HornTerm *term = &query->binding[i].term;
    bindings[i] = (Binding){
        query->binding[i].variable,
        query_is_variable(term)
            ? expr_var(arena, block->state->query->variables, variable_of(block, term->variable))
            : expr_const(arena, term_in_query(block, term->constant))};
  }
  return node_extend(arena, node, query->binding_count, bindings);
}

static const Node *union_node(Block *block, const QueryList *list) {
  Arena *arena = block->state->arena;
  if (list->count == 0) return node_empty(arena, NULL);
  const Node **branches = ARENA_ARRAY(arena, const Node *, list->count);
  for (size_t i = 0; i < list->count; i++) branches[i] = query_node(block, &list->item[i]);
  return list->count == 1 ? branches[0] : node_union(arena, list->count, branches);
}

static const Node *rewriting_node(Block *block, const ExistentialRewriting *rewriting) {
  Arena *arena = block->state->arena;
  const Node **parts = ARENA_ARRAY(arena, const Node *, rewriting->part_count);
  size_t count = 0;
  for (size_t i = 0; i < rewriting->part_count; i++) {
    const QueryList *part = &rewriting->part[i];
    if (part->count == 1 && part->item[0].atom_count == 0 && part->item[0].binding_count == 0)
      continue;
    parts[count++] = union_node(block, part);
  }
  return count == 0 ? node_unit(arena) : count == 1 ? parts[0] : node_join(arena, count, parts);
}

// --- Multiplicities ------------------------------------------------------------------------------

// The solutions that `rest` has and `plain` has not, once each.
static const Node *only_in_rest(Block *block, const Node *plain, const Node *rest) {
  Arena *arena = block->state->arena;
  VarId *vars = ARENA_ARRAY(arena, VarId, varset_count(&plain->variables));
  size_t count = 0;
  for (int v = varset_next(&plain->variables, 0); v >= 0; v = varset_next(&plain->variables, v + 1))
    if ((unsigned)v < block->scope.answer_count && block->scope.answer[v]) vars[count++] = (VarId)v;
  const Node *once = node_distinct(arena, node_project(arena, rest, count, vars), false);
  const Expr *absent = expr_exists(arena, true, plain, SORT_RDF, block->at);
  return node_filter(arena, once, absent);
}

static void add_to_report(const Block *block, const ExistentialRewriting *rewriting) {
  EntailReport *report = block->state->report;
  report->blocks++;
  report->witnesses += rewriting->witness_count;
  report->made += rewriting->made;
  report->kept += rewriting->kept;
  if (rewriting->incomplete && report->warning == NULL)
    report->warning = arena_format(
        block->state->arena,
        "the pattern at %u:%u has too many ways to match individuals without a name; answers that "
        "need them may be missing",
        block->at.line, block->at.column);
}

static const Node *with_existentials(Block *block, const ConjunctiveQuery *query,
                                     const ConjunctiveQuery *plain, bool as_set) {
  if (as_set) {
    const ExistentialRewriting rewriting = existential_rewrite(&block->scope, query);
    add_to_report(block, &rewriting);
    const bool same = rewriting.part_count == 1 && rewriting.part[0].count == 1 &&
                      rewriting.part[0].item[0].atom_count == query->atom_count &&
                      rewriting.witness_count == 0;
    return same ? NULL : rewriting_node(block, &rewriting);
  }
  const ExistentialRewriting rest = existential_rewrite_rest(&block->scope, plain);
  add_to_report(block, &rest);
  if (rest.part_count == 0) return NULL;
  const Node *named = query_node(block, plain);
  const Node *nameless = only_in_rest(block, named, rewriting_node(block, &rest));
  return node_union(block->state->arena, 2, (const Node *[]){named, nameless});
}

const Node *block_entail(EntailState *state, size_t count, const Node *const triples[],
                         const VarSet *outside, bool as_set) {
  Arena *arena = state->arena;
  Block block = {.state = state, .graph = triples[0]->u.triple.graph, .at = triples[0]->at};
  const unsigned variable_count = (unsigned)variables_count(state->query->variables);
  bool *answer = ARENA_ARRAY(arena, bool, variable_count), any = false;
  HornAtom *atoms = ARENA_ARRAY(arena, HornAtom, count);
  for (size_t i = 0; i < count; i++) {
    atoms[i] = atom_of(&block, triples[i]);
    const VarSet *vars = &triples[i]->variables;
    for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) {
      answer[v] = varset_has(outside, (VarId)v) ||
                  (!state->entailment->existentials && !varset_has(&state->nameless, (VarId)v));
      any |= !answer[v];
    }
  }
  block.scope = (QueryScope){.arena = arena,
                             .ontology = state->entailment->ontology,
                             .closure = state->entailment->closure,
                             .regime = state->entailment->regime,
                             .facts = {has_class, has_property, literal_objects, state},
                             .answer_count = variable_count,
                             .answer = answer};
  const ConjunctiveQuery query = {count, atoms, 0, NULL};
  const ConjunctiveQuery plain = query_minimise(&block.scope, &query, false);
  state->report->dropped += count - plain.atom_count;
  const Node *node = any ? with_existentials(&block, &query, &plain, as_set) : NULL;
  if (node != NULL) return node;
  return plain.atom_count == count ? NULL : query_node(&block, &plain);
}
