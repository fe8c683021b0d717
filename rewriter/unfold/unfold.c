// Unfolding, kind by kind, and the forms of a query.
#include "rewriter/unfold/unfold.h"

#include "rewriter/unfold/context.h"

// --- Kinds ---------------------------------------------------------------------------------------

static Status unfold_filter(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Lifted child = {0};
  const Known *around = unfold->known;
  const Known known = {.condition = node->u.filter.condition, .up = around};
  unfold->known = &known;
  const Status status = unfold_node(unfold, node->child[0], &child, err);
  unfold->known = around;
  TRY(status);
  for (size_t i = 0; i < child.count; i++) {
    Branch branch = child.item[i];
    const Expr *condition;
    TRY(unfold_condition(unfold, &branch, node->u.filter.condition, &condition, err));
    if (branch_filter(unfold, &branch, condition)) VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

// Computed once for each row, as one value.
static Branch settle(Unfold *unfold, const Branch *branch, VarId var) {
  VarSet alone = varset_empty(unfold->arena);
  varset_add(&alone, var);
  Branch one = branch_keep(unfold, branch, &alone);
  one = branch_bind(unfold, &one);
  Branch settled = *branch;
  settled.tree = one.tree;
  if (one.count == 1)
    settled =
        branch_define(unfold, &settled, var, one.definition[0].term, one.definition[0].certain);
  return settled;
}

static Status unfold_extend(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Lifted child = {0};
  TRY(unfold_node(unfold, node->child[0], &child, err));
  for (size_t i = 0; i < child.count; i++) {
    Branch branch = child.item[i];
    bool possible = true;
    for (size_t j = 0; j < node->u.extend.count && possible; j++) {
      const Binding *binding = &node->u.extend.binding[j];
      const Expr *term;
      TRY(unfold_term(unfold, &branch, binding->expr, &term, err));
      if (term->kind == EXPR_UNBOUND) continue;
      if (expr_size(term, MOST_PARTS) > MOST_PARTS)
        return error_at(
            err, STATUS_LIMIT, node->at,
            "the expression bound to ?%s has more than %d parts, those of the variables "
            "in it counted",
            variables_hint(unfold->variables, binding->var), MOST_PARTS);
      Definition definition = {binding->var, false, term};
      if (binding->expr->kind == EXPR_VAR) {
        const Definition *copied = branch_find(&branch, binding->expr->u.var);
        definition.certain = copied != NULL && copied->certain;
      }
      definition.certain |=
          term->kind == EXPR_CONST || definition_bound(unfold, &definition) == NULL;
      branch = branch_define(unfold, &branch, binding->var, term, definition.certain);
      if (expr_is_volatile(binding->expr)) branch = settle(unfold, &branch, binding->var);
      possible = branch_filter(unfold, &branch, outer_condition(unfold, binding->var, term));
    }
    if (possible) VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

static Status unfold_union(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  for (size_t i = 0; i < node->child_count; i++) {
    Lifted child = {0};
    TRY(unfold_node(unfold, node->child[i], &child, err));
    for (size_t j = 0; j < child.count; j++) VEC_PUSH(unfold->arena, out, child.item[j]);
  }
  return STATUS_OK;
}

static Status unfold_unit(Unfold *unfold, Lifted *out) {
  const Branch unit = {node_unit(unfold->arena), 0, NULL};
  VEC_PUSH(unfold->arena, out, unit);
  return STATUS_OK;
}

// What is known may thin out the patterns below these kinds without changing what counts. Names
// that a projection hides are other variables than those known (sparql/README.md).
static bool passes_knowledge(NodeKind kind) {
  switch (kind) {
    case NODE_TRIPLE:
    case NODE_PATH:
    case NODE_JOIN:
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_UNION:
    case NODE_LEFTJOIN:
    case NODE_MINUS: return true;
    default: return false;
  }
}

static Status unfold_kind(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  switch (node->kind) {
    case NODE_TRIPLE: return unfold_triple(unfold, node, out, err);
    case NODE_PATH: return unfold_path(unfold, node, out, err);
    case NODE_GRAPH_NAMES: return unfold_graph_names(unfold, node, out, err);
    case NODE_VALUES: return unfold_values(unfold, node, out, err);
    case NODE_UNIT: return unfold_unit(unfold, out);
    case NODE_EMPTY: return STATUS_OK;
    case NODE_SERVICE: return unfold_service(unfold, node, out, err);
    case NODE_FILTER: return unfold_filter(unfold, node, out, err);
    case NODE_EXTEND: return unfold_extend(unfold, node, out, err);
    case NODE_PROJECT: return unfold_project(unfold, node, out, err);
    case NODE_DISTINCT: return unfold_distinct(unfold, node, out, err);
    case NODE_GROUP: return unfold_group(unfold, node, out, err);
    case NODE_ORDER: return unfold_order(unfold, node, out, err);
    case NODE_SLICE: return unfold_slice(unfold, node, out, err);
    case NODE_JOIN: return unfold_join(unfold, node, out, err);
    case NODE_LEFTJOIN: return unfold_leftjoin(unfold, node, out, err);
    case NODE_MINUS: return unfold_minus(unfold, node, out, err);
    case NODE_UNION: return unfold_union(unfold, node, out, err);
    case NODE_CLOSURE:  // plan/derived.c makes it where steps cannot be in SQL
      return error_at(err, STATUS_UNSUPPORTED, node->at,
                      "not supported yet: walks whose steps are not SQL");
    default:
      return error_at(err, STATUS_INTERNAL, node->at, "%s in a query's algebra",
                      node_kind_name(node->kind));
  }
}

Status unfold_node(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  if (++unfold->depth > MOST_DEPTH)
    return error_at(err, STATUS_LIMIT, node->at, "the query is nested deeper than %d levels",
                    MOST_DEPTH);
  const Known *saved = unfold->known;
  if (!passes_knowledge(node->kind)) unfold->known = NULL;
  const Status status = unfold_kind(unfold, node, out, err);
  unfold->known = saved;
  unfold->depth--;
  TRY(status);
  if (out->count > MOST_BRANCHES)
    return error_at(err, STATUS_LIMIT, node->at,
                    "this pattern unfolds to more than %d branches over the mapping",
                    MOST_BRANCHES);
  return STATUS_OK;
}

Status unfold_as_set(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  const bool saved = unfold->bag_matters;
  unfold->bag_matters = false;
  const Status status = unfold_node(unfold, node, out, err);
  unfold->bag_matters = saved;
  return status;
}

// --- Forms of queries ----------------------------------------------------------------------------

static void add_variable(const Slot *slot, VarSet *set) {
  if (slot->kind == SLOT_VAR) varset_add(set, slot->var);
}

static Wanted construct_wanted(const Query *query) {
  VarSet set = varset_empty(query->arena);
  bool blank = false;
  for (size_t i = 0; i < query->template_count; i++) {
    const TripleTemplate *template_ = &query->template_[i];
    const Slot *slots[3] = {&template_->subject, &template_->predicate, &template_->object};
    for (size_t j = 0; j < 3; j++) {
      add_variable(slots[j], &set);
      blank |= slots[j]->kind == SLOT_TERM && slots[j]->term.kind == TERM_BLANK;
    }
  }
  VarId *vars = ARENA_ARRAY(query->arena, VarId, varset_count(&set));
  Wanted wanted = {.pattern = query->pattern, .var = vars, .bag_matters = blank};
  for (int v = varset_next(&set, 0); v >= 0; v = varset_next(&set, v + 1))
    vars[wanted.count++] = (VarId)v;
  return wanted;
}

// The triples about `resource`, in the default graph and the named ones; those about a blank node
// that is an object there come along (one step of a concise bounded description).
static const Node *describe_one(const Query *query, const Slot *resource, const VarId spo[3]) {
  Arena *arena = query->arena;
  Variables *variables = query->variables;
  const Node *pattern = query->pattern;
  const Slot s = {.kind = SLOT_VAR, .var = spo[0]}, p = {.kind = SLOT_VAR, .var = spo[1]},
             o = {.kind = SLOT_VAR, .var = spo[2]};
  const Node *found[4];
  size_t count = 0;
  for (size_t named = 0; named < 2; named++) {
    const Slot graph = {.kind = named ? SLOT_VAR : SLOT_NONE,
                        .var = named ? variables_fresh_rdf(variables, "graph") : 0};
    const Node *direct = node_triple(arena, *resource, p, o, graph, pattern->at);
    const Slot link = {.kind = SLOT_VAR, .var = variables_fresh_rdf(variables, "link")};
    const Expr *subject = expr_var(arena, variables, s.var);
    const Node *step =
        node_join(arena, 2,
                  (const Node *[]){node_triple(arena, *resource, link, s, graph, pattern->at),
                                   node_triple(arena, s, p, o, graph, pattern->at)});
    step = node_filter(arena, step, expr_call(arena, FN_ISBLANK, NULL, 1, &subject, pattern->at));
    const Binding same = {s.var, resource->kind == SLOT_VAR
                                     ? expr_var(arena, variables, resource->var)
                                     : expr_const(arena, resource->term)};
    if (resource->kind == SLOT_VAR) {
      const Node *which =
          node_distinct(arena, node_project(arena, pattern, 1, &resource->var), false);
      direct = node_join(arena, 2, (const Node *[]){which, direct});
      step = node_join(arena, 2, (const Node *[]){which, step});
    }
    found[count++] = node_extend(arena, direct, 1, &same);
    found[count++] = step;
  }
  return node_union(arena, count, found);
}

static Wanted describe_wanted(const Query *query) {
  Arena *arena = query->arena;
  VarId *spo = ARENA_ARRAY(arena, VarId, 3);
  spo[0] = variables_fresh_rdf(query->variables, "subject");
  spo[1] = variables_fresh_rdf(query->variables, "predicate");
  spo[2] = variables_fresh_rdf(query->variables, "object");
  const Node **each = ARENA_ARRAY(arena, const Node *, query->described_count);
  for (size_t i = 0; i < query->described_count; i++)
    each[i] = describe_one(query, &query->described[i], spo);
  const Node *all = query->described_count == 0 ? node_empty(arena, NULL)
                                                : node_union(arena, query->described_count, each);
  const Node *pattern = node_distinct(arena, node_project(arena, all, 3, spo), false);
  return (Wanted){.pattern = pattern, .count = 3, .var = spo, .bag_matters = true};
}

Wanted wanted_of_query(const Query *query) {
  switch (query->form) {
    case QUERY_SELECT:
      return (Wanted){.pattern = query->pattern,
                      .count = query->projected_count,
                      .var = query->projected,
                      .bag_matters = true};
    case QUERY_ASK: return (Wanted){.pattern = query->pattern, .one = true};
    case QUERY_CONSTRUCT: return construct_wanted(query);
    case QUERY_DESCRIBE: return describe_wanted(query);
  }
  return (Wanted){0};
}

// --- Whole patterns ------------------------------------------------------------------------------

static Unfold start(const Query *query, const MappingIndex *index, const RewriteOptions *options) {
  return (Unfold){
      .arena = query->arena,
      .query = query,
      .symbols = query->symbols,
      .variables = query->variables,
      .index = index,
      .options = options,
      .bag_matters = true,
      .same_rounds = MOST_ROUNDS_OF_SAME,
  };
}

Status unfold_try(const Query *query, const MappingIndex *index, const RewriteOptions *options,
                  const Node *pattern, Error *err) {
  Unfold unfold = start(query, index, options);
  unfold_start_lowering(&unfold);
  Lifted lifted = {0};
  return unfold_node(&unfold, pattern, &lifted, err);
}

// At most one, as its keys say.
static bool has_one_row(const Node *tree) {
  for (size_t i = 0; i < tree->key_count; i++)
    if (varset_count(&tree->key[i]) == 0) return true;
  return false;
}

Status unfold_wanted(const Query *query, const MappingIndex *index, const RewriteOptions *options,
                     const Wanted *wanted, Plan *plan, Error *err) {
  Unfold unfold = start(query, index, options);
  const RuleFrame closed = {.rules = options->rules, .component = options->closed - 1};
  if (options->closed > 0) unfold.rule_frame = &closed;
  unfold_start_lowering(&unfold);
  unfold.bag_matters = wanted->bag_matters;
  Lifted lifted = {0};
  TRY(unfold_node(&unfold, wanted->pattern, &lifted, err));
  VarSet vars = varset_empty(unfold.arena), columns = varset_empty(unfold.arena);
  for (size_t i = 0; i < wanted->count; i++) varset_add(&vars, wanted->var[i]);
  Branch branch = lifted_merge(&unfold, &lifted, &vars, NULL, &columns);
  branch = branch_bind(&unfold, &branch);
  if (wanted->one && !has_one_row(branch.tree))
    branch.tree = node_slice(unfold.arena, branch.tree, 0, 1);
  const Expr **terms = ARENA_ARRAY(unfold.arena, const Expr *, wanted->count);
  for (size_t i = 0; i < wanted->count; i++) {
    const Definition *definition = branch_find(&branch, wanted->var[i]);
    terms[i] = definition == NULL ? expr_unbound(unfold.arena) : definition->term;
  }
  plan->query = query;
  plan->rule_count = unfold.rules_used.count;
  plan->rule = unfold.rules_used.item;
  plan->tree = branch.tree;
  plan->term_count = wanted->count;
  plan->variable = wanted->var;
  plan->term = terms;
  return STATUS_OK;
}
