// The tree-witness rewriting: which witnesses go together, and the union that they make.
#include "reasoner/existential.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/tree_witness.h"

enum {
  MOST_QUERIES = 400,  // of a part, before pruning
  MOST_UNION = 100,    // of all parts multiplied; beyond, they stay apart
};

typedef struct Rewriter {
  const QueryScope *scope;
  unsigned next_variable;
  ExistentialRewriting out;
  // Of the part at hand.
  TreeWitnesses witness;
  size_t own_count;  // atoms of the part itself; those after them come from witnesses
  QueryList list;
} Rewriter;

// --- Unions --------------------------------------------------------------------------------------

static void add_atom(const Rewriter *rewriter, ConjunctiveQuery *query, HornAtom atom) {
  HornAtom *atoms = ARENA_ARRAY(rewriter->scope->arena, HornAtom, query->atom_count + 1);
  if (query->atom_count > 0) memcpy(atoms, query->atom, query->atom_count * sizeof *atoms);
  atoms[query->atom_count++] = atom;
  query->atom = atoms;
}

// `term` is of the concept.
static HornAtom concept_atom(Rewriter *rewriter, HornTerm term, BasicConcept concept) {
  if (concept.class_ != NULL)
    return (HornAtom){term, &RDF_TYPE, {.constant = term_iri(concept.class_)}};
  const HornTerm other = {.variable = rewriter->next_variable++};
  return concept.property.inverse ? (HornAtom){other, concept.property.iri, term}
                                  : (HornAtom){term, concept.property.iri, other};
}

// `taken`: the part's own atoms that witnesses stand for.
static void add_query(Rewriter *rewriter, const ConjunctiveQuery *query, uint64_t taken) {
  ConjunctiveQuery made = query_answer_bindings(rewriter->scope, query);
  HornAtom *atoms = ARENA_ARRAY(rewriter->scope->arena, HornAtom, query->atom_count);
  made.atom_count = 0;
  for (size_t i = 0; i < query->atom_count; i++)
    if (i >= rewriter->own_count || (taken >> i & 1) == 0)
      atoms[made.atom_count++] = query->atom[i];
  made.atom = atoms;
  VEC_PUSH(rewriter->scope->arena, &rewriter->list, made);
}

// Each set of witnesses, from `at` on, that share no atom with those taken or with each other.
static void choose(Rewriter *rewriter, size_t at, const ConjunctiveQuery *query, uint64_t taken) {
  if (rewriter->list.count >= MOST_QUERIES) {
    rewriter->out.incomplete = true;
    return;
  }
  if (at == rewriter->witness.count) {
    add_query(rewriter, query, taken);
    return;
  }
  choose(rewriter, at + 1, query, taken);
  const TreeWitness *witness = &rewriter->witness.item[at];
  if ((witness->atoms & taken) != 0) return;
  ConjunctiveQuery with = *query;
  for (size_t i = 1; i < witness->root_count; i++)
    if (!query_unify(rewriter->scope, &with, &witness->root[0], &witness->root[i])) return;
  const HornTerm root = witness->root_count > 0 ? query_resolve(&with, &witness->root[0])
                                                : (HornTerm){.variable = rewriter->next_variable++};
  for (size_t i = 0; i < witness->from_count; i++) {
    ConjunctiveQuery made = with;
    add_atom(rewriter, &made, concept_atom(rewriter, root, witness->from[i]));
    choose(rewriter, at + 1, &made, taken | witness->atoms);
  }
}

static QueryList rewrite_part(Rewriter *rewriter, const ConjunctiveQuery *part) {
  rewriter->witness = (TreeWitnesses){0};
  rewriter->list = (QueryList){0};
  rewriter->own_count = part->atom_count;
  if (part->atom_count > MOST_ATOMS ||
      !tree_witnesses_find(rewriter->scope, part, &rewriter->witness))
    rewriter->out.incomplete = true;
  rewriter->out.witness_count += rewriter->witness.count;
  choose(rewriter, 0, part, 0);
  rewriter->out.made += rewriter->list.count;
  query_prune(rewriter->scope, &rewriter->list, 0);
  return rewriter->list;
}

// --- Parts ---------------------------------------------------------------------------------------

static bool is_existential(const Rewriter *rewriter, const HornTerm *term) {
  return query_is_variable(term) && !query_is_answer(rewriter->scope, term);
}

static unsigned group_of(const unsigned *group, unsigned variable) {
  while (group[variable] != variable) variable = group[variable];
  return variable;
}

// Atoms that share existential variables belong together; each such part is rewritten by itself.
// The first part has those without any (it may be empty of atoms).
static void split(const Rewriter *rewriter, const ConjunctiveQuery *query, QueryList *parts) {
  Arena *arena = rewriter->scope->arena;
  const unsigned count = rewriter->next_variable;
  unsigned *group = ARENA_ARRAY(arena, unsigned, count);
  for (unsigned v = 0; v < count; v++) group[v] = v;
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornAtom *atom = &query->atom[i];
    if (is_existential(rewriter, &atom->subject) && is_existential(rewriter, &atom->object))
      group[group_of(group, atom->subject.variable)] = group_of(group, atom->object.variable);
  }
  VEC_PUSH(arena, parts, ((ConjunctiveQuery){0}));
  size_t *at = ARENA_ARRAY(arena, size_t, count);  // the part of each group; 0: not made yet
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornAtom *atom = &query->atom[i];
    const HornTerm *term = is_existential(rewriter, &atom->subject)  ? &atom->subject
                           : is_existential(rewriter, &atom->object) ? &atom->object
                                                                     : NULL;
    size_t part = 0;
    if (term != NULL) {
      const unsigned g = group_of(group, term->variable);
      if (at[g] == 0) {
        at[g] = parts->count;
        VEC_PUSH(arena, parts, ((ConjunctiveQuery){0}));
      }
      part = at[g];
    }
    add_atom(rewriter, &parts->item[part], *atom);
  }
}

// False: no term can be in both places that the two ask for.
static bool conjoin(const Rewriter *rewriter, const ConjunctiveQuery *a, const ConjunctiveQuery *b,
                    ConjunctiveQuery *out) {
  Arena *arena = rewriter->scope->arena;
  HornAtom *atoms = ARENA_ARRAY(arena, HornAtom, a->atom_count + b->atom_count);
  if (a->atom_count > 0) memcpy(atoms, a->atom, a->atom_count * sizeof *atoms);
  if (b->atom_count > 0) memcpy(atoms + a->atom_count, b->atom, b->atom_count * sizeof *atoms);
  *out = (ConjunctiveQuery){a->atom_count + b->atom_count, atoms, 0, NULL};
  const ConjunctiveQuery *const both[2] = {a, b};
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < both[i]->binding_count; j++) {
      const HornTerm bound = {.variable = both[i]->binding[j].variable};
      if (!query_unify(rewriter->scope, out, &bound, &both[i]->binding[j].term)) return false;
    }
  return true;
}

static QueryList multiply(const Rewriter *rewriter, size_t count, const QueryList *parts) {
  QueryList product = {0};
  VEC_PUSH(rewriter->scope->arena, &product, ((ConjunctiveQuery){0}));
  for (size_t i = 0; i < count; i++) {
    QueryList longer = {0};
    for (size_t j = 0; j < product.count; j++)
      for (size_t k = 0; k < parts[i].count; k++) {
        ConjunctiveQuery both;
        if (conjoin(rewriter, &product.item[j], &parts[i].item[k], &both))
          VEC_PUSH(rewriter->scope->arena, &longer, both);
      }
    product = longer;
  }
  return product;
}

static void finish_part(const Rewriter *rewriter, QueryList *list) {
  query_prune(rewriter->scope, list, 0);
  for (size_t i = 0; i < list->count; i++)
    list->item[i] = query_minimise(rewriter->scope, &list->item[i], true);
}

static size_t product_of(const QueryList *parts, size_t count) {
  size_t product = 1;
  for (size_t i = 0; i < count; i++)
    product = parts[i].count > MOST_QUERIES || product > MOST_QUERIES ? SIZE_MAX / 2
                                                                      : product * parts[i].count;
  return product;
}

static unsigned first_free(const QueryScope *scope, const ConjunctiveQuery *query) {
  unsigned next = scope->answer_count;
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornTerm *ends[2] = {&query->atom[i].subject, &query->atom[i].object};
    for (size_t j = 0; j < 2; j++)
      if (query_is_variable(ends[j]) && ends[j]->variable >= next) next = ends[j]->variable + 1;
  }
  return next;
}

// `kept` counts what the union has, all parts multiplied.
ExistentialRewriting existential_rewrite(const QueryScope *scope, const ConjunctiveQuery *query) {
  Rewriter rewriter = {.scope = scope, .next_variable = first_free(scope, query)};
  const ConjunctiveQuery least = query_minimise(scope, query, true);
  QueryList split_parts = {0};
  split(&rewriter, &least, &split_parts);
  QueryList *parts = ARENA_ARRAY(scope->arena, QueryList, split_parts.count);
  VEC_PUSH(scope->arena, &parts[0], split_parts.item[0]);
  for (size_t i = 1; i < split_parts.count; i++)
    parts[i] = rewrite_part(&rewriter, &split_parts.item[i]);
  rewriter.out.part_count = split_parts.count;
  rewriter.out.part = parts;
  rewriter.out.kept = product_of(parts, split_parts.count);
  if (rewriter.out.kept > MOST_UNION) return rewriter.out;
  parts[0] = multiply(&rewriter, split_parts.count, parts);
  finish_part(&rewriter, &parts[0]);
  rewriter.out.part_count = 1;
  rewriter.out.kept = parts[0].count;
  return rewriter.out;
}

ExistentialRewriting existential_rewrite_rest(const QueryScope *scope,
                                              const ConjunctiveQuery *query) {
  ExistentialRewriting rewriting = existential_rewrite(scope, query);
  if (rewriting.part_count != 1) return rewriting;
  QueryList rest = {0};
  for (size_t i = 0; i < rewriting.part[0].count; i++)
    if (!query_contains(scope, query, &rewriting.part[0].item[i]))
      VEC_PUSH(scope->arena, &rest, rewriting.part[0].item[i]);
  QueryList *parts = ARENA_ARRAY(scope->arena, QueryList, 1);
  parts[0] = rest;
  rewriting.part = parts;
  rewriting.part_count = rest.count == 0 ? 0 : 1;
  rewriting.kept = rest.count;
  return rewriting;
}
