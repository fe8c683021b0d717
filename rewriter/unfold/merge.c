// Merging branches into one: constructors of one shape share columns, others are told apart by a
// selector column.
#include "rewriter/unfold/merge.h"

#include "rewriter/unfold/constructor.h"

// --- Forms of a definition -----------------------------------------------------------------------

static void add_forms(Unfold *unfold, const Expr *term, const Expr *guard, Forms *out) {
  Arena *arena = unfold->arena;
  if (term == NULL) return;
  if (term->kind != EXPR_CASE) {
    const Form form = {guard, term, 0};
    VEC_PUSH(arena, out, form);
    return;
  }
  for (size_t i = 0; i < term->u.case_.count; i++) {
    const CaseBranch *branch = &term->u.case_.branch[i];
    const Expr *condition = expr_and(arena, guard, branch->condition);
    add_forms(unfold, branch->value, condition, out);
    if (branch->value->kind != EXPR_CASE) continue;
    // Where nothing inside applied, nothing after does either.
    const Form form = {condition, expr_unbound(arena), 0};
    VEC_PUSH(arena, out, form);
  }
  add_forms(unfold, term->u.case_.otherwise, guard, out);
}

// Are the arguments exactly what tells terms of this constructor apart?
static bool is_canonical(Unfold *unfold, const Expr *value) {
  if (value->kind != EXPR_RDF) return true;
  const Expr *args[MOST_ARGS];
  const size_t count = constructor_args(value, args);
  ExprList identity = {0};
  terms_identity(&unfold->lowering, value, &identity);
  for (size_t i = 0; i < identity.count; i++) {
    bool found = false;
    for (size_t j = 0; j < count && !found; j++) found = expr_equal(identity.item[i], args[j]);
    if (!found) return false;
  }
  for (size_t j = 0; j < count; j++) {
    bool found = args[j]->kind == EXPR_NATIVE;
    for (size_t i = 0; i < identity.count && !found; i++)
      found = expr_equal(identity.item[i], args[j]);
    if (!found) return false;
  }
  return true;
}

static void prepare_forms(Unfold *unfold, Merged *merged, const Lifted *lifted) {
  Arena *arena = unfold->arena;
  merged->forms = ARENA_ARRAY(arena, Forms, lifted->count);
  merged->certain = true;
  for (size_t b = 0; b < lifted->count; b++) {
    const Definition *definition = branch_find(&lifted->item[b], merged->var);
    if (definition == NULL) {
      merged->certain = false;
      continue;
    }
    merged->certain &= definition->certain;
    add_forms(unfold, definition->term, NULL, &merged->forms[b]);
  }
}

// --- Shapes --------------------------------------------------------------------------------------

static void set_shape(Arena *arena, Shape *shape, const Expr *model) {
  const Expr *args[MOST_ARGS];
  shape->model = model;
  shape->arg_count = constructor_args(model, args);
  shape->type = ARENA_ARRAY(arena, PgType, shape->arg_count);
  shape->column = ARENA_ARRAY(arena, VarId, shape->arg_count);
  for (size_t i = 0; i < shape->arg_count; i++) shape->type[i] = args[i]->type;
  shape->text = constructor_is_text(model);
}

static void make_text(Arena *arena, Shape *shape) {
  set_shape(arena, shape, constructor_as_text(arena, shape->model));
  shape->text = true;
  shape->type[0] = PG_TYPE_TEXT;
}

static size_t find_shape(Unfold *unfold, Merged *merged, const Expr *value) {
  Arena *arena = unfold->arena;
  Shapes *shapes = &merged->shapes;
  for (size_t i = 0; i < shapes->count; i++) {
    Shape *shape = &shapes->item[i];
    if (!shape->text && constructor_same_shape(shape->model, value)) {
      const Expr *args[MOST_ARGS];
      const size_t count = constructor_args(value, args);
      for (size_t j = 0; j < count; j++)
        (void)constructor_types_meet(shape->type[j], args[j]->type, &shape->type[j]);
      return i;
    }
  }
  const bool plain = value->kind == EXPR_CONST || constructor_is_text(value);
  for (size_t i = 0; i < shapes->count && plain; i++) {
    Shape *shape = &shapes->item[i];
    if (!shape->text && shape->model->kind != EXPR_CONST) continue;
    if (!constructor_same_type(shape->model, value)) continue;
    if (!shape->text) make_text(arena, shape);
    if (constructor_is_text(value))
      (void)constructor_types_meet(shape->type[0], value->u.rdf.lexical->type, &shape->type[0]);
    else
      shape->type[0] = PG_TYPE_TEXT;
    return i;
  }
  Shape shape = {0};
  set_shape(arena, &shape, value);
  VEC_PUSH(arena, shapes, shape);
  return shapes->count - 1;
}

// Do the columns tell the terms apart as they are? Each shape's arguments must, no two shapes may
// make the same term, and unbound terms must leave nothing behind.
bool merge_is_settled(Unfold *unfold, const Merged *merged, const Lifted *lifted) {
  const Shapes *shapes = &merged->shapes;
  for (size_t i = 0; i < shapes->count; i++) {
    if (!is_canonical(unfold, shapes->item[i].model)) return false;
    for (size_t j = i + 1; j < shapes->count; j++)
      if (terms_compatible(&unfold->lowering, shapes->item[i].model, shapes->item[j].model))
        return false;
  }
  for (size_t b = 0; b < lifted->count; b++) {
    const Forms *forms = &merged->forms[b];
    const Definition *definition = branch_find(&lifted->item[b], merged->var);
    if (definition == NULL) continue;
    if (forms->count != 1 || forms->item[0].condition != NULL) return false;
    const Expr *args[MOST_ARGS];
    if (!definition->certain &&
        (merged->selected || constructor_args(forms->item[0].value, args) > 1))
      return false;
  }
  return true;
}

void merge_allot(Unfold *unfold, Merged *merged) {
  for (size_t i = 0; i < merged->shapes.count; i++) {
    Shape *shape = &merged->shapes.item[i];
    for (size_t j = 0; j < shape->arg_count; j++) {
      size_t skip = 0;
      for (size_t k = 0; k < j; k++) skip += shape->type[k] == shape->type[j];
      bool found = false;
      for (size_t k = 0; k < merged->pool.count && !found; k++) {
        const VarId var = merged->pool.item[k];
        if (variables_type(unfold->variables, var) != shape->type[j]) continue;
        found = skip == 0;
        if (found) shape->column[j] = var;
        skip -= !found;
      }
      if (found) continue;
      shape->column[j] =
          fresh(unfold, shape->type[j], variables_hint(unfold->variables, merged->var));
      VEC_PUSH(unfold->arena, &merged->pool, shape->column[j]);
    }
  }
}

// The arguments of a value as its shape has them, in the shape's types.
static void shape_args(Unfold *unfold, const Shape *shape, const Expr *value,
                       const Expr *args[MOST_ARGS]) {
  if (shape->text && !constructor_is_text(value)) value = constructor_as_text(unfold->arena, value);
  (void)constructor_args(value, args);
  for (size_t i = 0; i < shape->arg_count; i++)
    if (args[i]->type != shape->type[i] &&
        !(constructor_is_text_type(args[i]->type) && constructor_is_text_type(shape->type[i])))
      args[i] = expr_sql(unfold->arena, OP_CAST, shape->type[i], 1, &args[i]);
}

// --- Bindings of a branch ------------------------------------------------------------------------

// The first form's value whose condition holds.
static const Expr *choose(Unfold *unfold, const Forms *forms, const Expr *const values[],
                          PgType type) {
  Arena *arena = unfold->arena;
  size_t used = forms->count;
  while (used > 0 && values[used - 1] == NULL) used--;
  if (used == 0) return expr_null(arena, type);
  if (used == 1 && forms->item[0].condition == NULL) return values[0];
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, used);
  const Expr *otherwise = NULL;
  size_t count = 0;
  for (size_t i = 0; i < used; i++) {
    const Expr *value = values[i] == NULL ? expr_null(arena, type) : values[i];
    if (forms->item[i].condition == NULL) {
      otherwise = value;
      break;
    }
    branches[count++] = (CaseBranch){forms->item[i].condition, value};
  }
  if (count == 0) return otherwise;
  // A CASE takes its type from the first branch.
  Expr *chosen = arena_copy(arena, expr_case(arena, count, branches, otherwise), sizeof(Expr));
  chosen->sort = SORT_NATIVE;
  chosen->type = type;
  return chosen;
}

void merge_bind(Unfold *unfold, const Merged *merged, size_t branch, Bindings *out) {
  Arena *arena = unfold->arena;
  const Forms *forms = &merged->forms[branch];
  const Expr **values = ARENA_ARRAY(arena, const Expr *, forms->count + 1);
  if (merged->selected) {
    for (size_t i = 0; i < forms->count; i++)
      values[i] =
          forms->item[i].value->kind == EXPR_UNBOUND
              ? NULL
              : expr_native(arena, PG_TYPE_INT4, arena_format(arena, "%zu", forms->item[i].shape));
    const Binding binding = {merged->selector, choose(unfold, forms, values, PG_TYPE_INT4)};
    VEC_PUSH(arena, out, binding);
  }
  for (size_t c = 0; c < merged->pool.count; c++) {
    const VarId column = merged->pool.item[c];
    for (size_t i = 0; i < forms->count; i++) {
      values[i] = NULL;
      if (forms->item[i].value->kind == EXPR_UNBOUND) continue;
      const Shape *shape = &merged->shapes.item[forms->item[i].shape];
      const Expr *args[MOST_ARGS];
      for (size_t j = 0; j < shape->arg_count; j++) {
        if (shape->column[j] != column) continue;
        shape_args(unfold, shape, forms->item[i].value, args);
        values[i] = args[j];
      }
    }
    const Binding binding = {
        column, choose(unfold, forms, values, variables_type(unfold->variables, column))};
    VEC_PUSH(arena, out, binding);
  }
}

// The definition over the columns of the result.
const Expr *merge_term(Unfold *unfold, const Merged *merged) {
  Arena *arena = unfold->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, merged->shapes.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < merged->shapes.count; i++) {
    const Shape *shape = &merged->shapes.item[i];
    const Expr *args[MOST_ARGS];
    for (size_t j = 0; j < shape->arg_count; j++) args[j] = var_expr(unfold, shape->column[j]);
    const Expr *value = constructor_with_args(arena, shape->model, args);
    if (!merged->selected) return value;
    const Expr *number = expr_native(arena, PG_TYPE_INT4, arena_format(arena, "%zu", i));
    branches[count++] =
        (CaseBranch){expr_sql2(arena, OP_EQ, var_expr(unfold, merged->selector), number), value};
  }
  return count == 0 ? expr_unbound(arena) : expr_case(arena, count, branches, NULL);
}

void merge_plan(Unfold *unfold, Merged *merged, const Lifted *lifted) {
  prepare_forms(unfold, merged, lifted);
  bool always = true;  // each branch gives some value, whatever the row
  for (size_t b = 0; b < lifted->count; b++) {
    Forms *forms = &merged->forms[b];
    always &= forms->count == 1 && forms->item[0].condition == NULL &&
              forms->item[0].value->kind != EXPR_UNBOUND;
    for (size_t i = 0; i < forms->count; i++)
      if (forms->item[i].value->kind != EXPR_UNBOUND)
        forms->item[i].shape = find_shape(unfold, merged, forms->item[i].value);
  }
  merged->selected = merged->shapes.count > 1 || (merged->shapes.count == 1 && !always &&
                                                  merged->shapes.item[0].arg_count == 0);
  if (merged->selected)
    merged->selector = fresh(unfold, PG_TYPE_INT4, variables_hint(unfold->variables, merged->var));
}

// The branch with identities in place of arguments that do not tell the terms of `vars` apart.
static Branch identify(Unfold *unfold, const Branch *branch, const VarSet *vars) {
  Arena *arena = unfold->arena;
  Bindings bindings = {0};
  Definition *definitions =
      arena_copy(arena, branch->definition, branch->count * sizeof *definitions);
  for (size_t i = 0; i < branch->count; i++) {
    if (!varset_has(vars, definitions[i].var)) continue;
    const Expr *term = definitions[i].term;
    ExprList identity = {0};
    terms_identity(&unfold->lowering, term, &identity);
    VarId *columns = ARENA_ARRAY(arena, VarId, identity.count);
    for (size_t j = 0; j < identity.count; j++) {
      const Expr *value = identity.item[j];
      if (value->kind == EXPR_VAR) {
        columns[j] = value->u.var;
        continue;
      }
      columns[j] =
          fresh(unfold, value->type, variables_hint(unfold->variables, definitions[i].var));
      const Binding binding = {columns[j], value};
      VEC_PUSH(arena, &bindings, binding);
    }
    definitions[i].term = terms_rebuild(&unfold->lowering, term, identity.count, columns);
  }
  const Node *tree = branch->tree;
  if (bindings.count > 0) tree = node_extend(arena, tree, bindings.count, bindings.item);
  return (Branch){tree, branch->count, definitions};
}

static Branch merge_several(Unfold *unfold, const Lifted *lifted, const VarSet *vars,
                            VarSet *unsettled) {
  Arena *arena = unfold->arena;
  VEC(Merged) all = {0};
  for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) {
    Merged merged = {.var = (VarId)v};
    merge_plan(unfold, &merged, lifted);
    if (merged.shapes.count == 0) continue;  // unbound everywhere
    if (!merge_is_settled(unfold, &merged, lifted)) varset_add(unsettled, merged.var);
    VEC_PUSH(arena, &all, merged);
  }
  Bindings *bindings = ARENA_ARRAY(arena, Bindings, lifted->count);
  Definition *definitions = ARENA_ARRAY(arena, Definition, all.count);
  VarSet made = varset_empty(arena);
  for (size_t i = 0; i < all.count; i++) {
    Merged *merged = &all.item[i];
    merge_allot(unfold, merged);
    for (size_t b = 0; b < lifted->count; b++) merge_bind(unfold, merged, b, &bindings[b]);
    for (size_t c = 0; c < merged->pool.count; c++) varset_add(&made, merged->pool.item[c]);
    if (merged->selected) varset_add(&made, merged->selector);
    definitions[i] = (Definition){merged->var, merged->certain, merge_term(unfold, merged)};
  }
  const Node **trees = ARENA_ARRAY(arena, const Node *, lifted->count);
  for (size_t b = 0; b < lifted->count; b++) {
    trees[b] = lifted->item[b].tree;
    if (bindings[b].count > 0)
      trees[b] = node_extend(arena, trees[b], bindings[b].count, bindings[b].item);
    trees[b] = node_project_set(unfold->arena, trees[b], &made);
  }
  return (Branch){node_union(arena, lifted->count, trees), all.count, definitions};
}

Branch lifted_merge(Unfold *unfold, const Lifted *lifted, const VarSet *vars, const VarSet *exact,
                    VarSet *columns) {
  Arena *arena = unfold->arena;
  if (lifted->count == 0) return (Branch){node_empty(arena, NULL), 0, NULL};
  VarSet unsettled = varset_empty(arena);
  Branch branch;
  if (lifted->count == 1) {
    branch = branch_keep(unfold, &lifted->item[0], vars);
    for (size_t i = 0; i < branch.count; i++) {
      const Definition *definition = &branch.definition[i];
      const Expr *args[MOST_ARGS];
      const size_t count = constructor_args(definition->term, args);
      bool settled = is_canonical(unfold, definition->term) &&
                     (definition->term->kind == EXPR_CONST || definition->term->kind == EXPR_RDF) &&
                     (definition->certain || count == 1);
      for (size_t j = 0; j < count; j++) settled &= args[j]->kind == EXPR_VAR;
      if (!settled) varset_add(&unsettled, definition->var);
    }
  } else {
    branch = merge_several(unfold, lifted, vars, &unsettled);
  }
  if (exact != NULL) {
    varset_keep_all(&unsettled, exact);
    branch = identify(unfold, &branch, &unsettled);
  }
  for (size_t i = 0; i < branch.count; i++) expr_variables(branch.definition[i].term, columns);
  return branch;
}

Branch lifted_merge_all(Unfold *unfold, const Lifted *lifted) {
  if (lifted->count == 1) return lifted->item[0];
  const VarSet vars = lifted_variables(unfold, lifted);
  VarSet columns = varset_empty(unfold->arena);
  return lifted_merge(unfold, lifted, &vars, NULL, &columns);
}
