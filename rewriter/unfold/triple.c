// Triple patterns: which assertions may match, and what rows of which tables do.
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "mapping/view.h"
#include "rewriter/lower/native.h"
#include "rewriter/unfold/context.h"

enum { PLACES = 4 };  // subject, predicate, object, graph

// What a graph place asks of an assertion's graph (SPARQL 1.1 section 13).
typedef enum GraphRule {
  GRAPH_DEFAULT,  // triples of the default graph
  GRAPH_MERGED,   // triples of the graphs listed, seen as one
  GRAPH_ANY,      // triples of all graphs, seen as one
  GRAPH_NAMED,    // each named graph
  GRAPH_LISTED,   // each named graph of those listed
  GRAPH_ONE,      // one named graph
  GRAPH_NONE,     // a graph that is not in the dataset
} GraphRule;

typedef struct Dataset {
  GraphRule rule;
  size_t count;
  const Symbol *const *graph;
  Slot slot;
} Dataset;

static Dataset dataset_of(Unfold *unfold, Slot slot) {
  const Query *query = unfold->query;
  Dataset dataset = {.slot = slot};
  if (slot.kind == SLOT_NONE) {
    dataset.count = query->from_count;
    dataset.graph = query->from;
    dataset.rule = query->has_dataset                     ? GRAPH_MERGED
                   : unfold->options->union_default_graph ? GRAPH_ANY
                                                          : GRAPH_DEFAULT;
    return dataset;
  }
  dataset.count = query->from_named_count;
  dataset.graph = query->from_named;
  if (slot.kind == SLOT_VAR) {
    dataset.rule = query->has_dataset ? GRAPH_LISTED : GRAPH_NAMED;
    return dataset;
  }
  dataset.rule = GRAPH_ONE;
  if (!query->has_dataset) return dataset;
  for (size_t i = 0; i < dataset.count; i++)
    if (dataset.graph[i] == slot.term.lexical) return dataset;
  dataset.rule = GRAPH_NONE;
  return dataset;
}

// The graph map can make the graphs asked for (conditions are added later).
static bool graph_matches(const Dataset *dataset, const Assertion *assertion) {
  switch (dataset->rule) {
    case GRAPH_DEFAULT: return assertion->graph == NULL;
    case GRAPH_ANY: return true;
    case GRAPH_NONE: return false;
    case GRAPH_ONE:
      return assertion->graph != NULL &&
             (assertion->graph->kind != TERM_MAP_CONSTANT ||
              term_equal(&assertion->graph->constant, &dataset->slot.term));
    default: return assertion->graph != NULL;
  }
}

// --- Scans ---------------------------------------------------------------------------------------

typedef struct TableColumns {
  const LogicalTable *table;
  VEC(ScanColumn) columns;
} TableColumns;

// The tables that an assertion reads while its constructors are made: first those of its view,
// then those of the parent's.
typedef struct Rows {
  Unfold *unfold;
  const Assertion *assertion;
  const View *view[2];
  VEC(TableColumns) tables;
  size_t reading;  // which view columns are looked up in
  Conditions conditions;
} Rows;

static const Expr *table_column(Rows *rows, size_t table, unsigned column) {
  TableColumns *columns = &rows->tables.item[table];
  for (size_t i = 0; i < columns->columns.count; i++)
    if (columns->columns.item[i].column == column)
      return var_expr(rows->unfold, columns->columns.item[i].var);
  const Column *info = &columns->table->relation->column[column];
  const ScanColumn used = {column, fresh(rows->unfold, info->type, info->name->text)};
  variables_set_without(rows->unfold->variables, used.var,
                        column_without(info, rows->unfold->arena));
  VEC_PUSH(rows->unfold->arena, &columns->columns, used);
  return var_expr(rows->unfold, used.var);
}

static const Expr *view_operand(Rows *rows, size_t view, const ViewOperand *operand, PgType type) {
  if (operand->text != NULL) return expr_native(rows->unfold->arena, type, operand->text);
  const size_t first = view == 0 ? 0 : rows->view[0]->table_count;
  return table_column(rows, first + operand->table, operand->column);
}

static const Expr *column_of(void *self, const Symbol *name) {
  Rows *rows = self;
  const Assertion *assertion = rows->assertion;
  const LogicalTable *table = rows->reading == 0 ? assertion->table : assertion->parent_table;
  const int column = relation_column(table->relation, name);
  if (column < 0)
    arena_fail(rows->unfold->arena, STATUS_MAPPING, "no column \"%s\" in the logical table",
               name->text);
  return view_operand(rows, rows->reading, &rows->view[rows->reading]->column[column],
                      table->relation->column[column].type);
}

static const Operator OPERATORS[] = {
    [VIEW_EQ] = OP_EQ,           [VIEW_NE] = OP_NE,
    [VIEW_LT] = OP_LT,           [VIEW_LE] = OP_LE,
    [VIEW_GT] = OP_GT,           [VIEW_GE] = OP_GE,
    [VIEW_IS_NULL] = OP_IS_NULL, [VIEW_IS_NOT_NULL] = OP_IS_NOT_NULL,
};

static void open_view(Rows *rows, size_t which, const LogicalTable *table) {
  Arena *arena = rows->unfold->arena;
  const View *view = table->view;
  rows->view[which] = view;
  for (size_t i = 0; i < view->table_count; i++) {
    const TableColumns columns = {.table = view->table[i]};
    VEC_PUSH(arena, &rows->tables, columns);
  }
  for (size_t i = 0; i < view->condition_count; i++) {
    const ViewCondition *condition = &view->condition[i];
    const Expr *left = view_operand(rows, which, &condition->left, PG_TYPE_TEXT);
    if (condition->test == VIEW_IN) {
      Conditions any = {0};
      for (size_t j = 0; j < condition->text_count; j++)
        VEC_PUSH(arena, &any,
                 expr_sql2(arena, OP_EQ, left, expr_native(arena, left->type, condition->text[j])));
      VEC_PUSH(arena, &rows->conditions, expr_sql(arena, OP_OR, PG_TYPE_BOOL, any.count, any.item));
      continue;
    }
    const Operator op = OPERATORS[condition->test];
    if (op == OP_IS_NULL || op == OP_IS_NOT_NULL) {
      VEC_PUSH(arena, &rows->conditions, expr_sql1(arena, op, left));
      continue;
    }
    const Expr *right = view_operand(rows, which, &condition->right, left->type);
    VEC_PUSH(arena, &rows->conditions, expr_sql2(arena, op, left, right));
  }
}

static void open_rows(Rows *rows) {
  const Assertion *assertion = rows->assertion;
  open_view(rows, 0, assertion->table);
  if (assertion->parent_table == NULL) return;
  open_view(rows, 1, assertion->parent_table);
  for (size_t i = 0; i < assertion->join_count; i++) {
    rows->reading = 0;
    const Expr *child = column_of(rows, assertion->join[i].child);
    rows->reading = 1;
    const Expr *parent = column_of(rows, assertion->join[i].parent);
    VEC_PUSH(rows->unfold->arena, &rows->conditions,
             expr_sql2(rows->unfold->arena, OP_EQ, child, parent));
  }
}

// Do the conditions so far already rule out that the variable is NULL?
static bool never_null(const Rows *rows, VarId var, bool declared) {
  if (declared) return true;
  VarSet alone = varset_empty(rows->unfold->arena);
  varset_add(&alone, var);
  for (size_t i = 0; i < rows->conditions.count; i++)
    if (expr_rejects_null(rows->conditions.item[i], &alone)) return true;
  return false;
}

// R2RML section 11: no term without a lexical form, so no triple. False where a constant has none.
static bool need_lexical(Rows *rows, const Expr *native, VarSet *needed) {
  Arena *arena = rows->unfold->arena;
  if (native->kind == EXPR_TEMPLATE) {
    for (size_t i = 0; i < native->u.template_.count; i++)
      if (!need_lexical(rows, native->u.template_.arg[i], needed)) return false;
    return true;
  }
  if (native->kind == EXPR_CASE) {
    for (size_t i = 0; i < native->u.case_.count; i++)
      if (!need_lexical(rows, native->u.case_.branch[i].value, needed)) return false;
    return native->u.case_.otherwise == NULL ||
           need_lexical(rows, native->u.case_.otherwise, needed);
  }
  expr_variables(native, needed);
  if (native->kind != EXPR_NATIVE && datatype_pg_is_total(native->type)) return true;
  const Expr *condition = expr_has_lexical(arena, native);
  if (expr_is_never(condition)) return false;
  if (!expr_is_true(condition) && !rows->unfold->options->strict &&
      !expr_is_among(condition, &rows->conditions))
    VEC_PUSH(arena, &rows->conditions, condition);
  return true;
}

// What a term is not there without. A column that says the kind, datatype or language may be NULL.
static bool need_term(Rows *rows, const Expr *term, VarSet *needed) {
  return term->kind != EXPR_RDF || need_lexical(rows, term->u.rdf.lexical, needed);
}

static const Node *rows_tree(Rows *rows, const VarSet *needed) {
  Arena *arena = rows->unfold->arena;
  const Node **scans = ARENA_ARRAY(arena, const Node *, rows->tables.count);
  for (size_t i = 0; i < rows->tables.count; i++) {
    const TableColumns *columns = &rows->tables.item[i];
    for (size_t j = 0; j < columns->columns.count; j++) {
      const ScanColumn *column = &columns->columns.item[j];
      if (varset_has(needed, column->var) &&
          !never_null(rows, column->var, columns->table->relation->column[column->column].not_null))
        VEC_PUSH(arena, &rows->conditions,
                 expr_sql1(arena, OP_IS_NOT_NULL, var_expr(rows->unfold, column->var)));
    }
    scans[i] = node_scan(arena, columns->table, columns->columns.count, columns->columns.item);
  }
  const Node *tree =
      rows->tables.count == 1 ? scans[0] : node_join(arena, rows->tables.count, scans);
  const Expr *condition = expr_all(arena, rows->conditions.count, rows->conditions.item);
  return condition == NULL ? tree : node_filter(arena, tree, condition);
}

// --- Branches ------------------------------------------------------------------------------------

bool known_compatible(Unfold *unfold, VarId var, const Expr *term) {
  for (const Known *known = unfold->known; known != NULL; known = known->up) {
    if (known->lifted == NULL) continue;
    bool any = false;
    for (size_t b = 0; b < known->lifted->count && !any; b++) {
      const Definition *definition = branch_find(&known->lifted->item[b], var);
      any = definition == NULL || !definition->certain ||
            terms_compatible(&unfold->lowering, definition->term, term);
    }
    if (!any) return false;
  }
  return true;
}

// A constant map against a place, before anything is built.
static bool constant_matches(Unfold *unfold, const Slot *slot, const TermMap *map) {
  if (map == NULL || slot->kind == SLOT_NONE) return true;
  if (map->kind != TERM_MAP_CONSTANT) {
    if (slot->kind != SLOT_TERM) return true;
    return slot->term.kind == map->term_kind || map->term_kind_column != NULL;
  }
  if (slot->kind == SLOT_TERM) return term_equal(&slot->term, &map->constant);
  const Expr *term = expr_const(unfold->arena, map->constant);
  return known_compatible(unfold, slot->var, term);
}

// The terms that the maps make of the rows, and the columns that must have values for the triple to
// be. False: one has none.
static bool make_terms(Rows *rows, const TermMap *const map[PLACES], const Expr *term[PLACES],
                       VarSet *needed) {
  const Assertion *assertion = rows->assertion;
  for (size_t i = 0; i < PLACES; i++) {
    term[i] = NULL;
    if (map[i] == NULL) continue;
    rows->reading = i == 2 && assertion->parent_table != NULL ? 1 : 0;
    term[i] = terms_of_map(&rows->unfold->lowering, map[i], column_of, rows);
    if (!need_term(rows, term[i], needed)) return false;
  }
  for (size_t i = 0; i < assertion->needed_count; i++) {
    rows->reading = assertion->needed[i].parent ? 1 : 0;
    const Expr *column = column_of(rows, assertion->needed[i].name);
    if (!need_lexical(rows, native_cast(rows->unfold->arena, column, assertion->needed[i].type),
                      needed))
      return false;
  }
  return true;
}

// The place's variable, bound to the term. *condition: what must hold of the rows; NULL: nothing.
static bool bind_variable(Unfold *unfold, Branch *branch, VarId var, const Expr *term,
                          const Expr **condition) {
  if (!known_compatible(unfold, var, term) || !outer_compatible(unfold, var, term)) return false;
  const Definition *earlier = branch_find(branch, var);
  *condition = earlier == NULL ? NULL : terms_same(&unfold->lowering, earlier->term, term);
  if (earlier == NULL || term->kind == EXPR_CONST)
    *branch = branch_define(unfold, branch, var, term, true);
  if (earlier == NULL) *condition = outer_condition(unfold, var, term);
  return true;
}

// What the place asks of the term. False: it never is so.
static bool match_place(Rows *rows, const Slot *place, const Expr *term, Branch *branch) {
  Unfold *unfold = rows->unfold;
  const Expr *condition = NULL;
  if (place->kind == SLOT_TERM)
    condition = terms_same(&unfold->lowering, term, expr_const(unfold->arena, place->term));
  else if (place->kind == SLOT_VAR && !bind_variable(unfold, branch, place->var, term, &condition))
    return false;
  if (condition == NULL || expr_is_true(condition)) return true;
  if (expr_is_never(condition)) return false;
  expr_conjuncts(unfold->arena, condition, &rows->conditions);
  return true;
}

// The graph is one of those listed. False: it never is.
static bool match_listed(Rows *rows, const Dataset *dataset, const Expr *graph) {
  Arena *arena = rows->unfold->arena;
  Conditions any = {0};
  bool always = false;
  for (size_t i = 0; i < dataset->count; i++) {
    const Expr *same =
        terms_same(&rows->unfold->lowering, graph, expr_const(arena, term_iri(dataset->graph[i])));
    always |= expr_is_true(same);
    if (!expr_is_never(same)) VEC_PUSH(arena, &any, same);
  }
  if (any.count == 0) return false;
  if (!always)
    VEC_PUSH(
        arena, &rows->conditions,
        any.count == 1 ? any.item[0] : expr_sql(arena, OP_OR, PG_TYPE_BOOL, any.count, any.item));
  return true;
}

// The solutions that one assertion gives. False: none, as can be seen without asking.
static bool assertion_branch(Unfold *unfold, const Assertion *assertion, const Slot place[PLACES],
                             const Dataset *dataset, Branch *out) {
  const TermMap *const map[PLACES] = {assertion->subject, assertion->predicate, assertion->object,
                                      assertion->graph};
  for (size_t i = 0; i < PLACES; i++)
    if (!constant_matches(unfold, &place[i], map[i])) return false;
  Rows rows = {.unfold = unfold, .assertion = assertion};
  open_rows(&rows);
  const Expr *term[PLACES];
  VarSet needed = varset_empty(unfold->arena);
  if (!make_terms(&rows, map, term, &needed)) return false;
  Branch branch = {0};
  for (size_t i = 0; i < PLACES; i++)
    if (term[i] != NULL && !match_place(&rows, &place[i], term[i], &branch)) return false;
  const bool listed = dataset->rule == GRAPH_MERGED || dataset->rule == GRAPH_LISTED;
  if (listed && !match_listed(&rows, dataset, term[3])) return false;
  branch.tree = rows_tree(&rows, &needed);
  *out = branch;
  return true;
}

static Candidates candidates_of(Unfold *unfold, const Node *triple) {
  const Slot *predicate = &triple->u.triple.predicate, *object = &triple->u.triple.object;
  const Symbol *iri = predicate->kind == SLOT_TERM ? predicate->term.lexical : NULL;
  const Symbol *class_ = iri != NULL && object->kind == SLOT_TERM && object->term.kind == TERM_IRI
                             ? object->term.lexical
                             : NULL;
  return mapping_index_candidates(unfold->index, iri, class_);
}

size_t unfold_triple_estimate(Unfold *unfold, const Node *triple) {
  // Bound places are worth more than few candidates.
  size_t estimate = 4 * candidates_of(unfold, triple).count;
  if (triple->u.triple.subject.kind == SLOT_TERM) estimate /= 4;
  if (triple->u.triple.object.kind == SLOT_TERM) estimate /= 2;
  return estimate;
}

Status unfold_triple(Unfold *unfold, const Node *triple, Lifted *out, Error *err) {
  return unfold_is_merged(unfold, triple) ? unfold_merged(unfold, triple, out, err)
                                          : unfold_triple_alone(unfold, triple, out, err);
}

Status unfold_triple_alone(Unfold *unfold, const Node *triple, Lifted *out, Error *err) {
  const Slot place[PLACES] = {triple->u.triple.subject, triple->u.triple.predicate,
                              triple->u.triple.object, triple->u.triple.graph};
  const Dataset dataset = dataset_of(unfold, place[3]);
  const Candidates candidates = candidates_of(unfold, triple);
  Lifted all = {0};
  VarSet vars = varset_empty(unfold->arena);
  for (size_t i = 0; i < PLACES; i++)
    if (place[i].kind == SLOT_VAR) varset_add(&vars, place[i].var);
  bool whole = false;
  TRY(unfold_rules(unfold, triple, &all, &whole, err));
  for (size_t p = 0; p < 3 && !whole; p++)
    for (size_t i = 0; i < candidates.part[p].count; i++) {
      const Assertion *assertion = candidates.part[p].item[i];
      Branch branch;
      if (graph_matches(&dataset, assertion) &&
          assertion_branch(unfold, assertion, place, &dataset, &branch))
        VEC_PUSH(unfold->arena, &all, branch);
    }
  *out =
      unfold->bag_matters ? lifted_distinct(unfold, &all, &vars) : lifted_thin(unfold, &all, &vars);
  return STATUS_OK;
}

// A dataset of the query's own has the graphs that it lists, empty or not.
static void listed_names(Unfold *unfold, const Dataset *dataset, Lifted *out) {
  for (size_t i = 0; i < dataset->count; i++) {
    const Expr *name = expr_const(unfold->arena, term_iri(dataset->graph[i]));
    bool repeated = false;
    for (size_t j = 0; j < i; j++) repeated |= dataset->graph[j] == dataset->graph[i];
    const VarId var = dataset->slot.var;
    if (repeated || !known_compatible(unfold, var, name)) continue;
    Branch branch = {node_unit(unfold->arena), 0, NULL};
    branch = branch_define(unfold, &branch, var, name, true);
    if (branch_filter(unfold, &branch, outer_condition(unfold, var, name)))
      VEC_PUSH(unfold->arena, out, branch);
  }
}

Status unfold_graph_names(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  (void)err;
  const Slot place[PLACES] = {{0}, {0}, {0}, node->u.graph_names.graph};
  const Dataset dataset = dataset_of(unfold, place[3]);
  if (dataset.rule == GRAPH_LISTED) {
    listed_names(unfold, &dataset, out);
    return STATUS_OK;
  }
  if (dataset.rule == GRAPH_ONE && unfold->query->has_dataset) {
    const Branch unit = {node_unit(unfold->arena), 0, NULL};
    VEC_PUSH(unfold->arena, out, unit);
    return STATUS_OK;
  }
  const Candidates candidates = mapping_index_named(unfold->index);
  Lifted all = {0};
  VarSet vars = varset_empty(unfold->arena);
  if (place[3].kind == SLOT_VAR) varset_add(&vars, place[3].var);
  for (size_t i = 0; i < candidates.part[0].count; i++) {
    const Assertion *assertion = candidates.part[0].item[i];
    Branch branch;
    if (graph_matches(&dataset, assertion) &&
        assertion_branch(unfold, assertion, place, &dataset, &branch))
      VEC_PUSH(unfold->arena, &all, branch);
  }
  *out = lifted_distinct(unfold, &all, &vars);
  return STATUS_OK;
}
