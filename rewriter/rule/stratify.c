// Which clauses depend on which: an index by predicate and class, the components of the dependency
// graph (Tarjan 1972), and strata.
//
// A pattern with a variable for its predicate may be met by every clause, and a head with one may
// meet every pattern: what depends on what is an upper bound.
#include "base/rdf/vocabulary.h"
#include "rewriter/rule/parts.h"

#define NO_CLAUSE UINT32_MAX

// Chains of clauses, in ascending order.
typedef struct Chain {
  unsigned first, last;
} Chain;

typedef struct RuleIndex {
  SymbolMap predicate;  // to a chain by predicate; rdf:type's has all of its clauses
  SymbolMap class_;     // to a chain by class
  VEC(Chain) chain;
  size_t any, any_class;  // chains: head with a variable predicate; rdf:type of a variable
  unsigned *next_by_predicate, *next_by_class;
} RuleIndex;

static void chain_add(Chain *chain, unsigned *next, unsigned clause) {
  next[clause] = NO_CLAUSE;
  if (chain->first == NO_CLAUSE)
    chain->first = clause;
  else
    next[chain->last] = clause;
  chain->last = clause;
}

static size_t new_chain(Arena *arena, RuleIndex *index) {
  const Chain chain = {NO_CLAUSE, NO_CLAUSE};
  VEC_PUSH(arena, &index->chain, chain);
  return index->chain.count - 1;
}

static Chain *chain_of(Arena *arena, RuleIndex *index, SymbolMap *map, const Symbol *symbol) {
  const size_t *found = symbol_map_find(map, symbol);
  const size_t number = found != NULL ? *found : new_chain(arena, index);
  if (found == NULL) symbol_map_add(arena, map, symbol, number);
  return &index->chain.item[number];
}

static const RuleIndex *make_index(Arena *arena, size_t count, const Clause clauses[]) {
  RuleIndex *index = ARENA_NEW(arena, RuleIndex);
  index->any = new_chain(arena, index);
  index->any_class = new_chain(arena, index);
  index->next_by_predicate = ARENA_ARRAY(arena, unsigned, count + 1);
  index->next_by_class = ARENA_ARRAY(arena, unsigned, count + 1);
  for (unsigned i = 0; i < count; i++) {
    const RuleKey *key = &clauses[i].key;
    if (key->predicate == NULL) {
      chain_add(&index->chain.item[index->any], index->next_by_predicate, i);
      continue;
    }
    chain_add(chain_of(arena, index, &index->predicate, key->predicate), index->next_by_predicate,
              i);
    if (key->predicate != &RDF_TYPE) continue;
    Chain *chain = key->class_ == NULL ? &index->chain.item[index->any_class]
                                       : chain_of(arena, index, &index->class_, key->class_);
    chain_add(chain, index->next_by_class, i);
  }
  return index;
}

typedef VEC(unsigned) Numbers;

static void take_chain(Arena *arena, const RuleIndex *index, size_t number, const unsigned *next,
                       Numbers *out) {
  for (unsigned i = index->chain.item[number].first; i != NO_CLAUSE; i = next[i])
    VEC_PUSH(arena, out, i);
}

static void take_symbol(Arena *arena, const RuleIndex *index, const SymbolMap *map,
                        const Symbol *symbol, const unsigned *next, Numbers *out) {
  const size_t *found = symbol == NULL ? NULL : symbol_map_find(map, symbol);
  if (found != NULL) take_chain(arena, index, *found, next, out);
}

// predicate or class unknown: none of the rules' symbols, so that only clauses about anything meet.
static Numbers matching(const RuleSet *set, Arena *arena, const RuleKey *key, bool unknown,
                        bool unknown_class) {
  const RuleIndex *index = set->index;
  Numbers out = {0};
  if (key->predicate == NULL && !unknown) {
    for (unsigned i = 0; i < set->clause_count; i++) VEC_PUSH(arena, &out, i);
    return out;
  }
  take_chain(arena, index, index->any, index->next_by_predicate, &out);
  if (unknown) return out;
  if (key->class_ == NULL && !unknown_class) {
    take_symbol(arena, index, &index->predicate, key->predicate, index->next_by_predicate, &out);
    return out;
  }
  take_chain(arena, index, index->any_class, index->next_by_class, &out);
  take_symbol(arena, index, &index->class_, key->class_, index->next_by_class, &out);
  return out;
}

ClauseList rules_matching(const RuleSet *rules, Arena *arena, const Slot *predicate,
                          const Slot *object) {
  const RuleKey asked = rule_key(predicate, object);
  RuleKey key = {0};
  if (asked.predicate != NULL)
    key.predicate = symbols_find(rules->symbols, asked.predicate->text, asked.predicate->length);
  if (asked.class_ != NULL)
    key.class_ = symbols_find(rules->symbols, asked.class_->text, asked.class_->length);
  const Numbers found =
      matching(rules, arena, &key, asked.predicate != NULL && key.predicate == NULL,
               asked.class_ != NULL && key.class_ == NULL);
  return (ClauseList){found.count, found.item};
}

// --- Dependencies --------------------------------------------------------------------------------

// What the clauses of one rule depend on.
typedef struct Dependencies {
  Occurrences occurrence;
  Numbers *clauses;  // of each occurrence
} Dependencies;

typedef struct Graph {
  RuleLoad *load;
  Arena *arena;
  Dependencies *of_rule;
  const unsigned *rule_of;  // of a clause
} Graph;

static Dependencies dependencies(Graph *graph, const Rule *rule) {
  const RuleSet *set = graph->load->set;
  Dependencies out = {0};
  rule_occurrences(graph->arena, rule, &out.occurrence);
  out.clauses = ARENA_ARRAY(graph->arena, Numbers, out.occurrence.count + 1);
  for (size_t i = 0; i < out.occurrence.count; i++) {
    const Occurrence *occurrence = &out.occurrence.item[i];
    const Numbers found = matching(set, graph->arena, &occurrence->key, false, false);
    for (size_t j = 0; j < found.count; j++)
      // A user's rules make triples of the default graph alone.
      if (!occurrence->named || set->clause[found.item[j]].rule->each_graph)
        VEC_PUSH(graph->arena, &out.clauses[i], found.item[j]);
  }
  return out;
}

// --- Components ----------------------------------------------------------------------------------

typedef struct Visit {
  unsigned clause;
  size_t occurrence, at;
} Visit;

typedef struct Tarjan {
  Graph *graph;
  unsigned counter;
  unsigned *order, *low;  // order 0: not seen
  bool *on_stack;
  Numbers stack;
  VEC(Visit) visits;
  VEC(Component) components;
} Tarjan;

static void enter(Tarjan *t, unsigned clause) {
  t->order[clause] = t->low[clause] = ++t->counter;
  t->on_stack[clause] = true;
  VEC_PUSH(t->graph->arena, &t->stack, clause);
  const Visit visit = {clause, 0, 0};
  VEC_PUSH(t->graph->arena, &t->visits, visit);
}

// The next clause that the visited one depends on, or NO_CLAUSE.
static unsigned next_dependency(Tarjan *t, Visit *visit) {
  const Dependencies *deps = &t->graph->of_rule[t->graph->rule_of[visit->clause]];
  for (; visit->occurrence < deps->occurrence.count; visit->occurrence++, visit->at = 0)
    if (visit->at < deps->clauses[visit->occurrence].count)
      return deps->clauses[visit->occurrence].item[visit->at++];
  return NO_CLAUSE;
}

static void close_component(Tarjan *t, unsigned root) {
  Arena *arena = t->graph->arena;
  Clause *clauses = (Clause *)(uintptr_t)t->graph->load->set->clause;
  Numbers members = {0};
  unsigned member;
  do {
    member = t->stack.item[--t->stack.count];
    t->on_stack[member] = false;
    clauses[member].component = (unsigned)t->components.count;
    VEC_PUSH(arena, &members, member);
  } while (member != root);
  const Component component = {.count = members.count, .clause = members.item};
  VEC_PUSH(arena, &t->components, component);
}

static void visit_all(Tarjan *t, unsigned start) {
  enter(t, start);
  while (t->visits.count > 0) {
    Visit *visit = &t->visits.item[t->visits.count - 1];
    const unsigned clause = visit->clause, to = next_dependency(t, visit);
    if (to != NO_CLAUSE) {
      if (t->order[to] == 0)
        enter(t, to);
      else if (t->on_stack[to] && t->order[to] < t->low[clause])
        t->low[clause] = t->order[to];
      continue;
    }
    t->visits.count--;
    if (t->low[clause] == t->order[clause]) close_component(t, clause);
    if (t->visits.count == 0) continue;
    const unsigned above = t->visits.item[t->visits.count - 1].clause;
    if (t->low[clause] < t->low[above]) t->low[above] = t->low[clause];
  }
}

// --- Strata --------------------------------------------------------------------------------------

static const char *what(Arena *arena, const RuleKey *key) {
  if (key->predicate == NULL) return "a triple with any predicate";
  if (key->class_ != NULL) return arena_format(arena, "the class <%s>", key->class_->text);
  return arena_format(arena, "<%s>", key->predicate->text);
}

static void tell_unstratified(Graph *graph, const Rule *rule, const Occurrence *occurrence,
                              const Clause *on) {
  RuleLoad *load = graph->load;
  const char *name = what(graph->arena, &occurrence->key);
  const char *by = on->rule == rule ? "this rule itself" : rule_name(graph->arena, on->rule);
  if (occurrence->strict)
    rule_problem(load, rule, occurrence->node->at,
                 "%s stands within %s, and depends on what this rule makes (by %s): the rules "
                 "cannot be put in strata",
                 name, occurrence->within, by);
  else
    rule_problem(load, rule, occurrence->node->at,
                 "%s stands within %s, and depends on what this rule makes (by %s): recursion "
                 "does not run through that",
                 name, occurrence->within, by);
  rule_problem_hint(load, "only plain triple patterns may lead back to the rule they stand in");
}

// Sets the component's stratum and whether it is recursive. False: it cannot be put in strata.
static bool settle(Graph *graph, Component *component, unsigned number) {
  const RuleSet *set = graph->load->set;
  bool good = true;
  for (size_t m = 0; m < component->count; m++) {
    const Clause *clause = &set->clause[component->clause[m]];
    const Dependencies *deps = &graph->of_rule[graph->rule_of[component->clause[m]]];
    for (size_t i = 0; i < deps->occurrence.count; i++) {
      const Occurrence *occurrence = &deps->occurrence.item[i];
      bool told = false;
      for (size_t j = 0; j < deps->clauses[i].count; j++) {
        const Clause *on = &set->clause[deps->clauses[i].item[j]];
        if (on->component == number) {
          component->recursive = true;
          if (occurrence->within == NULL || told) continue;
          tell_unstratified(graph, clause->rule, occurrence, on);
          told = true;
          good = false;
        } else {
          const unsigned above = set->component[on->component].stratum + occurrence->strict;
          if (above > component->stratum) component->stratum = above;
        }
      }
    }
  }
  return good;
}

static void make_clauses(RuleSet *set, Graph *graph) {
  VEC(Clause) clauses = {0};
  Numbers rule_of = {0};
  for (unsigned i = 0; i < set->rule_count; i++)
    for (size_t j = 0; j < set->rule[i]->head_count; j++) {
      const TripleTemplate *head = &set->rule[i]->head[j];
      const Clause clause = {
          .rule = set->rule[i], .head = head, .key = rule_key(&head->predicate, &head->object)};
      VEC_PUSH(set->arena, &clauses, clause);
      VEC_PUSH(set->arena, &rule_of, i);
    }
  set->clause_count = clauses.count;
  set->clause = clauses.item;
  graph->rule_of = rule_of.item;
}

static void stratify(RuleLoad *load) {
  RuleSet *set = load->set;
  Arena *arena = set->arena;
  Graph graph = {.load = load, .arena = arena};
  make_clauses(set, &graph);
  set->index = make_index(arena, set->clause_count, set->clause);
  graph.of_rule = ARENA_ARRAY(arena, Dependencies, set->rule_count + 1);
  for (size_t i = 0; i < set->rule_count; i++)
    graph.of_rule[i] = dependencies(&graph, set->rule[i]);
  Tarjan tarjan = {.graph = &graph};
  tarjan.order = ARENA_ARRAY(arena, unsigned, set->clause_count + 1);
  tarjan.low = ARENA_ARRAY(arena, unsigned, set->clause_count + 1);
  tarjan.on_stack = ARENA_ARRAY(arena, bool, set->clause_count + 1);
  for (unsigned i = 0; i < set->clause_count; i++)
    if (tarjan.order[i] == 0) visit_all(&tarjan, i);
  set->stratum_count = 0;
  set->component_count = tarjan.components.count;
  set->component = tarjan.components.item;
  for (unsigned i = 0; i < set->component_count; i++) {
    Component *component = &tarjan.components.item[i];
    const bool good = settle(&graph, component, i);
    if (good && component->recursive) rules_check_recursion(load, component);
    if (component->stratum >= set->stratum_count) set->stratum_count = component->stratum + 1;
  }
}

static bool is_dropped(const RuleLoad *load, const Rule *rule) {
  for (size_t i = 0; i < load->dropped.count; i++)
    if (load->dropped.item[i] == rule) return true;
  return false;
}

void rules_stratify(RuleLoad *load) {
  RuleSet *set = load->set;
  for (;;) {
    const size_t dropped = load->dropped.count;
    set->rule_count = load->rules.count;
    set->rule = load->rules.item;
    stratify(load);
    if (load->dropped.count == dropped) return;
    Rules kept = {0};
    for (size_t i = 0; i < load->rules.count; i++)
      if (!is_dropped(load, load->rules.item[i])) VEC_PUSH(set->arena, &kept, load->rules.item[i]);
    load->rules = kept;
  }
}
