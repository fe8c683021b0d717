// Recursive rules that are no path: one relation of triples, each a row (subject, predicate, object
// and, inside GRAPH ?g, graph), that one RECURSE fills.
//
//   It starts with what the rules make of the mapping's triples and the other rules'. Each step
//   lets the rules' recursive patterns see the rows that came last, under their own predicate:
//   mutual recursion is one relation, whose rows say of which predicate they are. Where each rule
//   hands a subject (or an object) on as it got it, and the pattern has a constant there, the
//   recursion starts from that constant alone; where the constant changes along the recursion, all
//   rows are of those that matter to it (magic.c).
//
// The columns of a place hold whatever terms the rules may put there, in one layout (columns.h).
// What may come is known only once the steps have been unfolded over what came before: rounds,
// until there is nothing new, which is soon, since rules pass terms on and make none
// (rule/recursion.c).
#include "rewriter/unfold/recursion.h"

#include "rewriter/unfold/constructor.h"

// --- What rules hand on --------------------------------------------------------------------------

static const Slot *head_slot(const Clause *clause, size_t place) {
  return place == 0 ? &clause->head->subject : &clause->head->object;
}

// Visits the recursive patterns of a body.
typedef struct Visit {
  const RuleSet *rules;
  unsigned component;
  const Clause *clause;
  bool kept[2];  // handed on where it was
  bool swapped;  // handed on at the other place
} Visit;

static void visit(Visit *v, const Node *node) {
  if (node->kind == NODE_TRIPLE) {
    const RuleKey key = rule_key(&node->u.triple.predicate, &node->u.triple.object);
    bool back = false;
    for (size_t i = 0; i < v->rules->component[v->component].count && !back; i++)
      back =
          rule_keys_meet(&key, &v->rules->clause[v->rules->component[v->component].clause[i]].key);
    if (!back) return;
    const Slot *own[] = {&node->u.triple.subject, &node->u.triple.object};
    for (size_t i = 0; i < 2; i++) {
      const Slot *head = head_slot(v->clause, i);
      const bool same =
          head->kind == SLOT_VAR && own[i]->kind == SLOT_VAR && own[i]->var == head->var;
      v->kept[i] &= same;
      v->swapped |=
          head->kind == SLOT_VAR && own[1 - i]->kind == SLOT_VAR && own[1 - i]->var == head->var;
    }
    return;
  }
  for (size_t i = 0; i < node->child_count; i++) visit(v, node->child[i]);
}

static Visit visit_all(const RuleSet *rules, unsigned component) {
  Visit v = {.rules = rules, .component = component, .kept = {true, true}};
  for (size_t i = 0; i < rules->component[component].count; i++) {
    v.clause = &rules->clause[rules->component[component].clause[i]];
    visit(&v, v.clause->rule->body);
  }
  return v;
}

// --- Branches ------------------------------------------------------------------------------------

// Of the start, what has the constants that the recursion starts from.
static void keep_start(Recursion *r, Lifted *start) {
  Unfold *unfold = r->unfold;
  size_t kept = 0;
  for (size_t b = 0; b < start->count; b++) {
    Branch branch = start->item[b];
    bool possible = true;
    for (size_t i = 0; i < r->count && possible; i++) {
      if (r->from[i] == NULL) continue;
      const Expr *constant = expr_const(unfold->arena, *r->from[i]);
      const Expr *term = branch_find(&branch, r->var[i])->term;
      possible = branch_filter(unfold, &branch, terms_same(&unfold->lowering, term, constant));
      branch = branch_define(unfold, &branch, r->var[i], constant, true);
    }
    if (possible) start->item[kept++] = branch;
  }
  start->count = kept;
}

// Of what was found, what is asked for.
static Lifted keep_asked(Recursion *r, Lifted found) {
  return r->magic == NULL
             ? found
             : lifted_join(r->unfold, found,
                           magic_rows(r->unfold, r->magic, r->var[2 * r->magic->place], r->var[1]));
}

// Triples that the component's rules make; rows: of what came last, NULL: of what others give.
static Status unfold_members(Recursion *r, const RuleRows *rows, Lifted *out, Error *err) {
  Unfold *unfold = r->unfold;
  const Component *component = &r->rules->component[r->component];
  const RuleFrame frame = {
      .rules = r->rules, .component = r->component, .rows = rows, .up = unfold->rule_frame};
  unfold->rule_frame = &frame;
  Status status = STATUS_OK;
  for (size_t i = 0; i < component->count && status == STATUS_OK; i++)
    status = unfold_clause(unfold, r->rules, &r->rules->clause[component->clause[i]], r->triple,
                           out, err);
  unfold->rule_frame = frame.up;
  TRY(status);
  if (rows == NULL) keep_start(r, out);
  *out = keep_asked(r, *out);
  return STATUS_OK;
}

static const Expr *place_term(const Recursion *r, const Branch *branch, size_t place) {
  return branch_find(branch, r->var[place])->term;
}

static size_t layout_of(const Recursion *r, size_t place) {
  return r->shared && place == 2 ? 0 : place;
}

// Where the branch hands on what some row that it reads has: the row's columns, and the place they
// come from; -1: the term is another's.
static int handed_on(const Recursion *r, const Branch *branch, size_t place,
                     const RuleRows **from) {
  const Expr *term = place_term(r, branch, place);
  for (size_t k = 0; k < r->seen.count; k++)
    for (size_t i = 0; i < r->count; i++) {
      const RuleRows *rows = r->seen.item[k];
      if (layout_of(r, i) != layout_of(r, place) || rows->width[i] == 0 ||
          !expr_equal(term, rows->term[i]))
        continue;
      *from = rows;
      return (int)i;
    }
  return -1;
}

// --- Layouts -------------------------------------------------------------------------------------

static const Branch *branch_at(const Round *round, size_t i) {
  return i < round->start.count ? &round->start.item[i] : &round->step.item[i - round->start.count];
}

void recursion_lay_out(Recursion *r, Round *round) {
  Unfold *unfold = r->unfold;
  Arena *arena = unfold->arena;
  const size_t count = round->start.count + round->step.count;
  Lifted terms[MOST_PLACES] = {0};
  VarId node[MOST_PLACES];
  for (size_t i = 0; i < r->count; i++) {
    node[i] = variables_fresh_rdf(unfold->variables, variables_hint(unfold->variables, r->var[i]));
    round->index[i] = ARENA_ARRAY(arena, size_t, count + 1);
  }
  for (size_t b = 0; b < count; b++)
    for (size_t i = 0; i < r->count; i++) {
      const size_t in = layout_of(r, i);
      const RuleRows *from;
      const Branch *branch = branch_at(round, b);
      round->index[i][b] = SIZE_MAX;
      if (b >= round->start.count && handed_on(r, branch, i, &from) >= 0) continue;
      const Branch nothing = {branch->tree, 0, NULL};
      round->index[i][b] = terms[in].count;
      VEC_PUSH(arena, &terms[in],
               branch_define(unfold, &nothing, node[in], place_term(r, branch, i), true));
    }
  for (size_t i = 0; i < r->count; i++)
    if (layout_of(r, i) == i) round->layout[i] = columns_make(unfold, node[i], &terms[i]);
}

void recursion_set_rows(Recursion *r, const Round *round) {
  RuleRows *rows = &r->rows;
  rows->places = r->count;
  rows->seen = &r->seen;
  rows->certain = varset_empty(r->unfold->arena);
  for (size_t i = 0; i < r->count; i++) {
    const Layout *layout = &round->layout[layout_of(r, i)];
    const LayoutEnd end =
        columns_end(r->unfold, layout, variables_hint(r->unfold->variables, r->var[i]));
    rows->width[i] = layout->count;
    rows->column[i] = end.column;
    rows->term[i] = expr_rename(&end.final, layout->term);
    // Of one constructor, whose terms are always bound, each argument is there.
    if (!layout->merged.selected && layout->settled && rows->term[i]->kind == EXPR_RDF)
      expr_variables(rows->term[i]->u.rdf.lexical, &rows->certain);
  }
}

bool recursion_is_settled(const Recursion *r, const Round *a, const Round *b) {
  for (size_t i = 0; i < r->count; i++)
    if (layout_of(r, i) == i && !columns_same(&a->layout[i], &b->layout[i])) return false;
  return true;
}

// --- Sides ---------------------------------------------------------------------------------------

typedef VEC(VarId) VarList;

static void bind_columns(Unfold *unfold, size_t count, const VarId to[], const VarId from[],
                         Bindings *out) {
  for (size_t i = 0; i < count; i++) {
    const Binding binding = {to[i], var_expr(unfold, from[i])};
    VEC_PUSH(unfold->arena, out, binding);
  }
}

// Branches [first, last) as one tree over the columns that are added to `columns`.
static const Node *make_side(Recursion *r, const Round *round, size_t first, size_t last,
                             VarList *columns, LayoutEnd ends[]) {
  Unfold *unfold = r->unfold;
  Arena *arena = unfold->arena;
  VarSet made = varset_empty(arena);
  for (size_t i = 0; i < r->count; i++) {
    ends[i] = columns_end(unfold, &round->layout[layout_of(r, i)],
                          variables_hint(unfold->variables, r->var[i]));
    for (size_t c = 0; c < ends[i].layout->count; c++) {
      VEC_PUSH(arena, columns, ends[i].column[c]);
      varset_add(&made, ends[i].column[c]);
    }
  }
  const Node **trees = ARENA_ARRAY(arena, const Node *, last - first + 1);
  for (size_t b = first; b < last; b++) {
    const Branch *branch = branch_at(round, b);
    Bindings raw = {0}, identity = {0};
    for (size_t i = 0; i < r->count; i++) {
      const RuleRows *from;
      if (round->index[i][b] == SIZE_MAX) {
        const int at = handed_on(r, branch, i, &from);
        bind_columns(unfold, ends[i].layout->count, ends[i].column, from->column[at], &raw);
      } else {
        columns_bind(unfold, &ends[i], round->index[i][b], &raw);
        columns_bind_identity(unfold, &ends[i], &identity);
      }
    }
    const Node *tree = node_extend(arena, branch->tree, raw.count, raw.item);
    if (identity.count > 0) tree = node_extend(arena, tree, identity.count, identity.item);
    trees[b - first] = node_project_set(unfold->arena, tree, &made);
  }
  return last - first == 1 ? trees[0] : node_union(arena, last - first, trees);
}

// --- The recursion -------------------------------------------------------------------------------

// Until the steps' terms lie in the columns that they were unfolded over.
static Status run_rounds(Recursion *r, Round *round, Error *err) {
  Unfold *unfold = r->unfold;
  TRY(unfold_members(r, NULL, &round->start, err));
  if (round->start.count == 0) return STATUS_OK;
  recursion_lay_out(r, round);
  r->rows.label = ++unfold->recursions;
  for (size_t i = 0; i < MOST_ROUNDS; i++) {
    Round next = {.start = round->start};
    recursion_set_rows(r, round);
    r->seen.count = 0;
    TRY(unfold_members(r, &r->rows, &next.step, err));
    recursion_lay_out(r, &next);
    const bool settled = recursion_is_settled(r, round, &next);
    *round = next;
    if (settled) return STATUS_OK;
  }
  const Component *component = &r->rules->component[r->component];
  const Rule *rule = r->rules->clause[component->clause[0]].rule;
  return error_at(err, STATUS_UNSUPPORTED, r->triple->at,
                  "not supported yet: the recursion by %s makes terms in ever more ways",
                  rule_name(unfold->arena, rule));
}

const Node *recursion_make(Recursion *r, const Round *round, const Expr *term[]) {
  Unfold *unfold = r->unfold;
  Arena *arena = unfold->arena;
  VarList columns = {0}, step_columns = {0};
  LayoutEnd ends[MOST_PLACES], step_ends[MOST_PLACES];
  const size_t start = round->start.count, all = start + round->step.count;
  const Node *first = make_side(r, round, 0, start, &columns, ends);
  for (size_t i = 0; i < r->count; i++) term[i] = expr_rename(&ends[i].final, ends[i].layout->term);
  if (round->step.count == 0) return node_distinct(arena, first, false);
  // Of constants alone: one row, or none, to which steps add nothing.
  if (columns.count == 0) return node_slice(arena, first, 0, 1);
  const Node *step = make_side(r, round, start, all, &step_columns, step_ends);
  return node_recurse(arena, r->rows.label, columns.count, columns.item, first, step_columns.item,
                      step, r->magic == NULL ? NULL : r->magic->tree);
}

// Do steps add to the start? Not to constants alone: those are one row, or none.
static bool is_recursive(const Recursion *r, const Round *round) {
  size_t columns = 0;
  for (size_t i = 0; i < r->count && round->step.count > 0; i++)
    columns += round->layout[layout_of(r, i)].count;
  return columns > 0;
}

static Slot fresh_place(Recursion *r, size_t place, const char *hint) {
  r->var[place] = variables_fresh_rdf(r->unfold->variables, hint);
  return (Slot){.kind = SLOT_VAR, .var = r->var[place]};
}

// A solution of the pattern from a row.
static void add_solution(Recursion *r, const Node *tree, const Expr *const term[],
                         const Node *triple, Lifted *out) {
  Unfold *unfold = r->unfold;
  const Slot *slots[] = {&triple->u.triple.subject, &triple->u.triple.predicate,
                         &triple->u.triple.object, &triple->u.triple.graph};
  Branch branch = {tree, 0, NULL};
  for (size_t i = 0; i < r->count; i++) {
    const Definition *earlier =
        slots[i]->kind == SLOT_VAR ? branch_find(&branch, slots[i]->var) : NULL;
    const Expr *same = earlier != NULL               ? earlier->term
                       : slots[i]->kind == SLOT_TERM ? expr_const(unfold->arena, slots[i]->term)
                                                     : NULL;
    if (same != NULL) {
      if (!branch_filter(unfold, &branch, terms_same(&unfold->lowering, term[i], same))) return;
    } else {
      branch = branch_define(unfold, &branch, slots[i]->var, term[i], true);
    }
  }
  VEC_PUSH(unfold->arena, out, branch);
}

Status unfold_recursion(Unfold *unfold, const RuleSet *rules, unsigned component,
                        const Node *triple, Lifted *out, Error *err) {
  Recursion r = {.unfold = unfold, .rules = rules, .component = component};
  const Visit handed = visit_all(rules, component);
  r.shared = handed.swapped;
  Slot subject = fresh_place(&r, 0, "subject"), predicate = fresh_place(&r, 1, "predicate"),
       object = fresh_place(&r, 2, "object"), graph = triple->u.triple.graph;
  r.count = 3;
  if (graph.kind == SLOT_VAR) {
    graph = fresh_place(&r, 3, "graph");
    r.count = 4;
  }
  r.triple = node_triple(unfold->arena, subject, predicate, object, graph, triple->at);
  const Slot *bound[] = {&triple->u.triple.subject, &triple->u.triple.object};
  bool kept = false;
  for (size_t i = 0; i < 2; i++) {
    if (!handed.kept[i] || bound[i]->kind != SLOT_TERM) continue;
    r.from[2 * i] = &bound[i]->term;
    kept = true;
  }
  Round round = {0};
  Magic magic;
  const Known *known = unfold->known;
  const Outer *outer = unfold->outer;
  unfold->known = NULL;
  unfold->outer = NULL;
  Status status = STATUS_OK;
  for (size_t i = 0; i < 2 && !kept && r.magic == NULL && status == STATUS_OK; i++) {
    bool made = false;
    status = magic_make(unfold, rules, component, i, triple, graph, &magic, &made, err);
    if (made) r.magic = &magic;
  }
  if (status == STATUS_OK) status = run_rounds(&r, &round, err);
  // Rows that are made by no recursion, or are one, have nothing that the set could come before;
  // and joined with it terms may come in ever more ways that alone they do not.
  if (r.magic != NULL &&
      (status == STATUS_UNSUPPORTED || (status == STATUS_OK && !is_recursive(&r, &round)))) {
    r.magic = NULL;
    round = (Round){0};
    status = run_rounds(&r, &round, err);
  }
  unfold->known = known;
  unfold->outer = outer;
  TRY(status);
  if (round.start.count == 0) return STATUS_OK;
  const Expr *term[MOST_PLACES] = {0};
  const Node *tree = recursion_make(&r, &round, term);
  add_solution(&r, tree, term, triple, out);
  return STATUS_OK;
}
