// Scans that branches of a union share.
#include "rewriter/pass/shared.h"

#include <string.h>

#include "rewriter/pass/scan.h"

// --- Candidates ----------------------------------------------------------------------------------

// The JOIN of a branch; NULL: none that conditions above leave in reach.
static const Node *join_of(const Node *branch) {
  switch (branch->kind) {
    case NODE_JOIN: return branch;
    case NODE_PROJECT:
    case NODE_EXTEND:
    case NODE_FILTER:
    case NODE_SEMI:
    case NODE_ANTI: return join_of(branch->child[0]);
    default: return NULL;
  }
}

static bool same_columns(const Node *a, const Node *b) {
  if (b->kind != NODE_SCAN || a->u.scan.table->relation != b->u.scan.table->relation ||
      a->u.scan.count != b->u.scan.count || !scan_is_simple(b))
    return false;
  for (size_t i = 0; i < a->u.scan.count; i++)
    if (a->u.scan.column[i].column != b->u.scan.column[i].column) return false;
  return true;
}

static bool has_such(const Node *branch, const Node *scan) {
  const Node *join = join_of(branch);
  for (size_t i = 0; join != NULL && i < join->child_count; i++)
    if (same_columns(scan, join->child[i])) return true;
  return false;
}

Scans shared_candidates(Pass *pass, const Node *unions) {
  Scans scans = {0};
  const Node *join = unions->kind == NODE_UNION ? join_of(unions->child[0]) : NULL;
  for (size_t i = 0; join != NULL && i < join->child_count; i++) {
    const Node *scan = join->child[i];
    bool everywhere = scan->kind == NODE_SCAN && scan_is_simple(scan);
    for (size_t j = 1; j < unions->child_count && everywhere; j++)
      everywhere = has_such(unions->child[j], scan);
    if (everywhere) VEC_PUSH(pass->arena, &scans, scan);
  }
  return scans;
}

// --- A branch without its scan -------------------------------------------------------------------

// names: of the scan's columns, in the order of `columns`; a column that the rest binds too keeps
// its variable there, copied to its name. own: what only the scan says, copies of it included.
typedef struct Taking {
  Pass *pass;
  const Node *scan;
  const VarId *names;
  bool *linked;  // the columns that the rest binds
  VarSet own, links;
  Renaming renaming;     // to the names: the scan's variables and copies of them
  Conditions condition;  // of the scan alone, by the names
} Taking;

static bool mentions_own(const Taking *taking, const Node *node) {
  VarSet mentioned = varset_empty(taking->pass->arena);
  node_mentions(node, &mentioned);
  return varset_intersects(&mentioned, &taking->own);
}

static bool speaks_of_own(const Taking *taking, const Expr *expr) {
  VarSet mentioned = varset_empty(taking->pass->arena);
  if (expr != NULL) expr_variables(expr, &mentioned);
  return varset_intersects(&mentioned, &taking->own);
}

static const Node *rest_of_join(Taking *taking, const Node *join) {
  Arena *arena = taking->pass->arena;
  const Node **members = ARENA_ARRAY(arena, const Node *, join->child_count);
  size_t count = 0;
  VarSet others = varset_empty(arena);
  for (size_t i = 0; i < join->child_count; i++) {
    if (join->child[i] == taking->scan) continue;
    members[count++] = join->child[i];
    varset_add_all(&others, &join->child[i]->variables);
  }
  if (count == 0 || count + 1 != join->child_count) return NULL;
  const Node *rest = count == 1 ? members[0] : node_join(arena, count, members);
  Binding *links = ARENA_ARRAY(arena, Binding, taking->scan->u.scan.count);
  size_t link_count = 0;
  for (size_t i = 0; i < taking->scan->u.scan.count; i++) {
    const VarId var = taking->scan->u.scan.column[i].var;
    renaming_add(&taking->renaming, var, taking->names[i]);
    taking->linked[i] = varset_has(&others, var);
    if (taking->linked[i]) {
      links[link_count++] =
          (Binding){taking->names[i], expr_var(arena, taking->pass->variables, var)};
      varset_add(&taking->links, taking->names[i]);
    } else {
      varset_add(&taking->own, var);
    }
  }
  if (link_count == 0 || mentions_own(taking, rest)) return NULL;
  return node_extend(arena, rest, link_count, links);
}

static const Node *rest_of(Taking *taking, const Node *node);

static const Node *rest_of_filter(Taking *taking, const Node *filter) {
  const Node *child = rest_of(taking, filter->child[0]);
  if (child == NULL) return NULL;
  Arena *arena = taking->pass->arena;
  Conditions all = {0}, kept = {0};
  expr_conjuncts(arena, filter->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    if (!speaks_of_own(taking, all.item[i])) {
      VEC_PUSH(arena, &kept, all.item[i]);
      continue;
    }
    const Expr *named = expr_rename(&taking->renaming, all.item[i]);
    VarSet mentioned = varset_empty(arena);
    expr_variables(named, &mentioned);
    for (size_t j = 0; j < taking->scan->u.scan.count; j++)
      varset_remove(&mentioned, taking->names[j]);
    if (varset_count(&mentioned) > 0 || pass_holds_exists(all.item[i])) return NULL;
    VEC_PUSH(arena, &taking->condition, named);
  }
  return pass_filter(taking->pass, child, kept.count, kept.item);
}

static const Node *rest_of_extend(Taking *taking, const Node *extend) {
  const Node *child = rest_of(taking, extend->child[0]);
  if (child == NULL) return NULL;
  Binding *kept = ARENA_ARRAY(taking->pass->arena, Binding, extend->u.extend.count);
  size_t count = 0;
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    const bool own = speaks_of_own(taking, binding->expr),
               is_copy = binding->expr->kind == EXPR_VAR;
    if (own && !is_copy) return NULL;
    if (own)
      varset_add(&taking->own, binding->var);
    else
      kept[count++] = *binding;
    if (!is_copy) continue;
    const VarId name = renaming_of(&taking->renaming, binding->expr->u.var);
    if (name != binding->expr->u.var) renaming_add(&taking->renaming, binding->var, name);
  }
  return count == 0 ? child : node_extend(taking->pass->arena, child, count, kept);
}

// NULL: the scan cannot be taken out.
static const Node *rest_of(Taking *taking, const Node *node) {
  switch (node->kind) {
    case NODE_JOIN: return rest_of_join(taking, node);
    case NODE_FILTER: return rest_of_filter(taking, node);
    case NODE_EXTEND: return rest_of_extend(taking, node);
    case NODE_PROJECT: {
      const Node *child = rest_of(taking, node->child[0]);
      if (child == NULL) return NULL;
      VarSet kept = varset_copy(taking->pass->arena, &node->variables);
      varset_remove_all(&kept, &taking->own);
      varset_add_all(&kept, &taking->links);
      return pass_project(taking->pass, child, &kept);
    }
    case NODE_SEMI:
    case NODE_ANTI: {
      const Node *children[] = {rest_of(taking, node->child[0]), node->child[1]};
      if (children[0] == NULL || mentions_own(taking, children[1]) ||
          speaks_of_own(taking, node->u.join.condition))
        return NULL;
      return node_with_children(taking->pass->arena, node, children);
    }
    default: return NULL;
  }
}

static Taking taking_of(Pass *pass, const Node *scan, const VarId names[]) {
  Taking taking = {.pass = pass, .scan = scan, .names = names};
  taking.linked = ARENA_ARRAY(pass->arena, bool, scan->u.scan.count);
  taking.own = varset_empty(pass->arena);
  taking.links = varset_empty(pass->arena);
  taking.renaming = renaming_make(pass->arena, pass->variables);
  return taking;
}

static bool conditions_among(const Conditions *a, const Conditions *b) {
  for (size_t i = 0; i < a->count; i++)
    if (!expr_is_among(a->item[i], b)) return false;
  return true;
}

// Is the scan taken out of the second branch as out of the first?
static bool alike(const Taking *a, const Taking *b, const VarSet *wanted) {
  if (memcmp(a->linked, b->linked, a->scan->u.scan.count * sizeof *a->linked) != 0 ||
      !conditions_among(&a->condition, &b->condition) ||
      !conditions_among(&b->condition, &a->condition))
    return false;
  for (int v = varset_next(wanted, 0); v >= 0; v = varset_next(wanted, v + 1)) {
    const bool own = varset_has(&a->own, (VarId)v);
    if (own != varset_has(&b->own, (VarId)v) ||
        (own && renaming_of(&a->renaming, (VarId)v) != renaming_of(&b->renaming, (VarId)v)))
      return false;
  }
  return true;
}

// The branch without a scan like that of the first, or without that one (first: NULL). NULL: none.
static const Node *take(Pass *pass, const Node *branch, const Node *scan, const VarId names[],
                        const VarSet *wanted, const Taking *first, Taking *out) {
  const Node *join = join_of(branch);
  for (size_t i = 0; join != NULL && i < join->child_count; i++) {
    if (first == NULL ? join->child[i] != scan : !same_columns(scan, join->child[i])) continue;
    *out = taking_of(pass, join->child[i], names);
    const Node *rest = rest_of(out, branch);
    if (rest != NULL && (first == NULL || alike(first, out, wanted))) return rest;
  }
  return NULL;
}

// --- The union without it ------------------------------------------------------------------------

// The union's variable that in each branch is the column shared with the rest; VAR_NONE: none.
static VarId seen_above(const Taking *takings, size_t count, const VarSet *wanted, VarId name) {
  for (int v = varset_next(wanted, 0); v >= 0; v = varset_next(wanted, v + 1)) {
    size_t i = 0;
    while (i < count && renaming_of(&takings[i].renaming, (VarId)v) == name) i++;
    if (i == count) return (VarId)v;
  }
  return VAR_NONE;
}

// Where the union has a variable for what is shared, that one is its name.
static void name_links(Pass *pass, const Taking *takings, size_t count, const VarSet *wanted,
                       Renaming *final, VarSet *hidden) {
  *final = renaming_make(pass->arena, pass->variables);
  *hidden = varset_copy(pass->arena, &takings[0].own);
  for (size_t k = 0; k < takings[0].scan->u.scan.count; k++) {
    const VarId name = takings[0].names[k];
    const VarId seen = takings[0].linked[k] ? seen_above(takings, count, wanted, name) : VAR_NONE;
    if (seen == VAR_NONE) continue;
    renaming_add(final, name, seen);
    varset_add(hidden, name);
  }
}

bool shared_take(Pass *pass, const Node *unions, const Node *scan, Shared *out) {
  Arena *arena = pass->arena;
  const VarSet *wanted = &unions->variables;
  const size_t columns = scan->u.scan.count, count = unions->child_count;
  VarId *names = ARENA_ARRAY(arena, VarId, columns);
  for (size_t i = 0; i < columns; i++) {
    const VarId var = scan->u.scan.column[i].var;
    names[i] = variables_fresh_native(pass->variables, variables_type(pass->variables, var),
                                      variables_hint(pass->variables, var));
  }
  Taking *takings = ARENA_ARRAY(arena, Taking, count);
  const Node **rest = ARENA_ARRAY(arena, const Node *, count);
  for (size_t i = 0; i < count; i++) {
    rest[i] =
        take(pass, unions->child[i], scan, names, wanted, i == 0 ? NULL : &takings[0], &takings[i]);
    if (rest[i] == NULL) return false;
  }
  const Taking *first = &takings[0];
  Renaming final;
  VarSet hidden, kept = varset_copy(arena, wanted);
  name_links(pass, takings, count, wanted, &final, &hidden);
  varset_add_all(&kept, &first->links);
  varset_remove_all(&kept, &hidden);
  for (size_t i = 0; i < count; i++) rest[i] = pass_project(pass, rest[i], &kept);
  ScanColumn *named = arena_copy(arena, scan->u.scan.column, columns * sizeof *named);
  for (size_t i = 0; i < columns; i++) named[i].var = renaming_of(&final, names[i]);
  *out = (Shared){.rest = node_union(arena, count, rest),
                  .scan = node_scan(arena, scan->u.scan.table, columns, named)};
  for (size_t i = 0; i < first->condition.count; i++)
    VEC_PUSH(arena, &out->condition, expr_rename(&final, first->condition.item[i]));
  Binding *copies = ARENA_ARRAY(arena, Binding, varset_count(wanted));
  for (int v = varset_next(wanted, 0); v >= 0; v = varset_next(wanted, v + 1))
    if (varset_has(&first->own, (VarId)v))
      copies[out->copy_count++] = (Binding){
          (VarId)v, expr_var(arena, pass->variables, renaming_of(&first->renaming, (VarId)v))};
  out->copy = copies;
  return true;
}

const Node *shared_join(Pass *pass, const Node *unions, const Shared *shared) {
  const Node *node = node_join(pass->arena, 2, (const Node *[]){shared->rest, shared->scan});
  node = pass_filter(pass, node, shared->condition.count, shared->condition.item);
  if (shared->copy_count > 0)
    node = node_extend(pass->arena, node, shared->copy_count, shared->copy);
  return pass_project(pass, node, &unions->variables);
}
