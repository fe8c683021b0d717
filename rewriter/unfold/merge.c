// Merging branches into one: constructors of one shape share columns, others are told apart by a
// selector column.
#include <string.h>

#include "rewriter/unfold/context.h"

enum { MOST_ARGS = 64 };

// One of the forms that a definition may take in a row. Forms are tried in order; the first whose
// condition is true counts. condition NULL: always. value: EXPR_CONST, EXPR_RDF or EXPR_UNBOUND.
typedef struct Form {
  const Expr *condition;
  const Expr *value;
  size_t shape;
} Form;
typedef VEC(Form) Forms;

// text: the lexical form in one text column, whatever it was made of.
typedef struct Shape {
  const Expr *model;
  bool text;
  size_t arg_count;
  PgType *type;
  VarId *column;
} Shape;
typedef VEC(Shape) Shapes;

// A variable over all branches.
typedef struct Merged {
  VarId var;
  Forms *forms;  // of each branch; none: unbound there
  Shapes shapes;
  bool selected;
  VarId selector;
  VEC(VarId) pool;  // union columns, shared by the shapes
  bool certain;
} Merged;

static bool is_text(PgType type) {
  return type == PG_TYPE_TEXT || type == PG_TYPE_VARCHAR || type == PG_TYPE_NAME;
}

// The type of a column that holds values of both, or false.
static bool types_meet(PgType a, PgType b, PgType *out) {
  const PgFamily family = pg_type_info(a)->family;
  if (is_text(a) && is_text(b)) {
    *out = a == b ? a : PG_TYPE_TEXT;
  } else if (family == PG_FAMILY_INTEGER && pg_type_info(b)->family == PG_FAMILY_INTEGER) {
    *out = a == b ? a : PG_TYPE_INT8;
  } else if (a == b) {
    *out = a;
  } else {
    return false;
  }
  return true;
}

// --- Constructors --------------------------------------------------------------------------------

static size_t constructor_args(const Expr *value, const Expr *args[MOST_ARGS]) {
  if (value->kind != EXPR_RDF) return 0;
  size_t count = 0;
  const Expr *lexical = value->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE) {
    for (size_t i = 0; i < lexical->u.template_.count && count < MOST_ARGS - 4; i++)
      args[count++] = lexical->u.template_.arg[i];
  } else {
    args[count++] = lexical;
  }
  if (value->u.rdf.kind_expr != NULL) args[count++] = value->u.rdf.kind_expr;
  if (value->u.rdf.datatype_expr != NULL) args[count++] = value->u.rdf.datatype_expr;
  if (value->u.rdf.language_expr != NULL) args[count++] = value->u.rdf.language_expr;
  return count;
}

static const Expr *with_args(Arena *arena, const Expr *value, const Expr *const args[]) {
  if (value->kind != EXPR_RDF) return value;
  Expr *copy = arena_copy(arena, value, sizeof *value);
  const Expr *lexical = value->u.rdf.lexical;
  size_t next = 1;
  if (lexical->kind == EXPR_TEMPLATE) {
    next = lexical->u.template_.count;
    copy->u.rdf.lexical =
        expr_template(arena, lexical->u.template_.shape, lexical->u.template_.text, next, args,
                      lexical->u.template_.encode);
  } else {
    copy->u.rdf.lexical = args[0];
  }
  if (value->u.rdf.kind_expr != NULL) copy->u.rdf.kind_expr = args[next++];
  if (value->u.rdf.datatype_expr != NULL) copy->u.rdf.datatype_expr = args[next++];
  if (value->u.rdf.language_expr != NULL) copy->u.rdf.language_expr = args[next++];
  return copy;
}

// Kind, datatype and language: of constants and constructors alike.
static bool same_type_of_term(const Expr *a, const Expr *b) {
  TermKind kind[2];
  const Symbol *datatype[2], *language[2];
  bool relative[2];
  const Expr *both[2] = {a, b};
  for (size_t i = 0; i < 2; i++) {
    const Expr *expr = both[i];
    if (expr->kind == EXPR_CONST) {
      kind[i] = expr->u.constant.kind;
      datatype[i] = kind[i] == TERM_LITERAL ? expr->u.constant.datatype : NULL;
      language[i] = expr->u.constant.language;
      relative[i] = false;
    } else {
      if (expr->u.rdf.kind_expr != NULL || expr->u.rdf.datatype_expr != NULL ||
          expr->u.rdf.language_expr != NULL)
        return false;
      kind[i] = expr->u.rdf.kind_;
      datatype[i] = kind[i] == TERM_LITERAL ? expr->u.rdf.datatype : NULL;
      language[i] = expr->u.rdf.language;
      relative[i] = expr->u.rdf.relative;
    }
  }
  return kind[0] == kind[1] && datatype[0] == datatype[1] && language[0] == language[1] &&
         relative[0] == relative[1];
}

// The lexical form in SQL.
static const Expr *lexical_text(Arena *arena, const Expr *value) {
  if (value->kind == EXPR_CONST)
    return expr_native(arena, PG_TYPE_TEXT, value->u.constant.lexical->text);
  const Expr *lexical = value->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE || is_text(lexical->type)) return lexical;
  return expr_sql(arena, OP_LEXICAL, PG_TYPE_TEXT, 1, (const Expr *[]){lexical});
}

static bool is_text_form(const Expr *value) {
  return value->kind == EXPR_RDF && value->u.rdf.lexical->kind != EXPR_TEMPLATE &&
         is_text(value->u.rdf.lexical->type);
}

static const Expr *text_form(Arena *arena, const Expr *value) {
  if (value->kind == EXPR_CONST)
    return expr_rdf(arena, value->u.constant.kind,
                    value->u.constant.kind == TERM_LITERAL ? value->u.constant.datatype : NULL,
                    value->u.constant.language, lexical_text(arena, value));
  Expr *copy = arena_copy(arena, value, sizeof *value);
  copy->u.rdf.lexical = lexical_text(arena, value);
  if (copy->u.rdf.lexical->kind == EXPR_TEMPLATE)  // no longer symbolic
    copy->u.rdf.lexical =
        expr_sql(arena, OP_CAST, PG_TYPE_TEXT, 1, (const Expr *[]){copy->u.rdf.lexical});
  return copy;
}

bool terms_same_shape(const Expr *a, const Expr *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == EXPR_CONST) return term_equal(&a->u.constant, &b->u.constant);
  if (a->kind != EXPR_RDF) return a->kind == EXPR_UNBOUND;
  if (a->u.rdf.kind_ != b->u.rdf.kind_ || a->u.rdf.datatype != b->u.rdf.datatype ||
      a->u.rdf.language != b->u.rdf.language || a->u.rdf.relative != b->u.rdf.relative ||
      (a->u.rdf.kind_expr == NULL) != (b->u.rdf.kind_expr == NULL) ||
      (a->u.rdf.datatype_expr == NULL) != (b->u.rdf.datatype_expr == NULL) ||
      (a->u.rdf.language_expr == NULL) != (b->u.rdf.language_expr == NULL))
    return false;
  const Expr *x = a->u.rdf.lexical, *y = b->u.rdf.lexical;
  if ((x->kind == EXPR_TEMPLATE) != (y->kind == EXPR_TEMPLATE)) return false;
  if (x->kind == EXPR_TEMPLATE && (x->u.template_.shape != y->u.template_.shape ||
                                   x->u.template_.encode != y->u.template_.encode))
    return false;
  const Expr *args[MOST_ARGS], *others[MOST_ARGS];
  const size_t count = constructor_args(a, args);
  if (constructor_args(b, others) != count) return false;
  for (size_t i = 0; i < count; i++) {
    PgType type;
    if (!types_meet(args[i]->type, others[i]->type, &type)) return false;
  }
  return true;
}

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
  shape->text = is_text_form(model);
}

static void make_text(Arena *arena, Shape *shape) {
  set_shape(arena, shape, text_form(arena, shape->model));
  shape->text = true;
  shape->type[0] = PG_TYPE_TEXT;
}

static size_t find_shape(Unfold *unfold, Merged *merged, const Expr *value) {
  Arena *arena = unfold->arena;
  Shapes *shapes = &merged->shapes;
  for (size_t i = 0; i < shapes->count; i++) {
    Shape *shape = &shapes->item[i];
    if (!shape->text && terms_same_shape(shape->model, value)) {
      const Expr *args[MOST_ARGS];
      const size_t count = constructor_args(value, args);
      for (size_t j = 0; j < count; j++)
        (void)types_meet(shape->type[j], args[j]->type, &shape->type[j]);
      return i;
    }
  }
  const bool plain = value->kind == EXPR_CONST || is_text_form(value);
  for (size_t i = 0; i < shapes->count && plain; i++) {
    Shape *shape = &shapes->item[i];
    if (!shape->text && shape->model->kind != EXPR_CONST) continue;
    if (!same_type_of_term(shape->model, value)) continue;
    if (!shape->text) make_text(arena, shape);
    if (is_text_form(value))
      (void)types_meet(shape->type[0], value->u.rdf.lexical->type, &shape->type[0]);
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
static bool is_settled(Unfold *unfold, const Merged *merged, const Lifted *lifted) {
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

// Columns for the arguments of each shape. Shapes of one variable share those of the same type.
static void allot_columns(Unfold *unfold, Merged *merged) {
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
  if (shape->text && !is_text_form(value)) value = text_form(unfold->arena, value);
  (void)constructor_args(value, args);
  for (size_t i = 0; i < shape->arg_count; i++)
    if (args[i]->type != shape->type[i] && !(is_text(args[i]->type) && is_text(shape->type[i])))
      args[i] = expr_sql(unfold->arena, OP_CAST, shape->type[i], 1, &args[i]);
}

// --- Bindings of a branch ------------------------------------------------------------------------

typedef VEC(Binding) Bindings;

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

static void bind_forms(Unfold *unfold, const Merged *merged, size_t branch, Bindings *out) {
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
static const Expr *merged_term(Unfold *unfold, const Merged *merged) {
  Arena *arena = unfold->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, merged->shapes.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < merged->shapes.count; i++) {
    const Shape *shape = &merged->shapes.item[i];
    const Expr *args[MOST_ARGS];
    for (size_t j = 0; j < shape->arg_count; j++) args[j] = var_expr(unfold, shape->column[j]);
    const Expr *value = with_args(arena, shape->model, args);
    if (!merged->selected) return value;
    const Expr *number = expr_native(arena, PG_TYPE_INT4, arena_format(arena, "%zu", i));
    branches[count++] =
        (CaseBranch){expr_sql2(arena, OP_EQ, var_expr(unfold, merged->selector), number), value};
  }
  return count == 0 ? expr_unbound(arena) : expr_case(arena, count, branches, NULL);
}

static void plan_variable(Unfold *unfold, Merged *merged, const Lifted *lifted) {
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
    plan_variable(unfold, &merged, lifted);
    if (merged.shapes.count == 0) continue;  // unbound everywhere
    if (!is_settled(unfold, &merged, lifted)) varset_add(unsettled, merged.var);
    VEC_PUSH(arena, &all, merged);
  }
  Bindings *bindings = ARENA_ARRAY(arena, Bindings, lifted->count);
  Definition *definitions = ARENA_ARRAY(arena, Definition, all.count);
  VarSet made = varset_empty(arena);
  for (size_t i = 0; i < all.count; i++) {
    Merged *merged = &all.item[i];
    allot_columns(unfold, merged);
    for (size_t b = 0; b < lifted->count; b++) bind_forms(unfold, merged, b, &bindings[b]);
    for (size_t c = 0; c < merged->pool.count; c++) varset_add(&made, merged->pool.item[c]);
    if (merged->selected) varset_add(&made, merged->selector);
    definitions[i] = (Definition){merged->var, merged->certain, merged_term(unfold, merged)};
  }
  const Node **trees = ARENA_ARRAY(arena, const Node *, lifted->count);
  for (size_t b = 0; b < lifted->count; b++) {
    trees[b] = lifted->item[b].tree;
    if (bindings[b].count > 0)
      trees[b] = node_extend(arena, trees[b], bindings[b].count, bindings[b].item);
    trees[b] = project_set(unfold, trees[b], &made);
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

// --- Pairs ---------------------------------------------------------------------------------------

// How the values of one variable over some branches lie in columns: first as arguments, then, where
// these do not tell terms apart, as the identities made of them.
typedef struct Layout {
  Merged merged;
  VarId *raw;
  size_t raw_count;
  bool settled;
  ExprList identity;
  VarId *column;
  size_t count;
  const Expr *term;  // over column
} Layout;

static Layout lay_out(Unfold *unfold, VarId var, const Lifted *lifted) {
  Arena *arena = unfold->arena;
  Layout layout = {.merged = {.var = var}};
  Merged *merged = &layout.merged;
  plan_variable(unfold, merged, lifted);
  allot_columns(unfold, merged);
  layout.settled = is_settled(unfold, merged, lifted);
  layout.raw = ARENA_ARRAY(arena, VarId, merged->pool.count + 1);
  if (merged->selected) layout.raw[layout.raw_count++] = merged->selector;
  for (size_t i = 0; i < merged->pool.count; i++)
    layout.raw[layout.raw_count++] = merged->pool.item[i];
  layout.term = merged_term(unfold, merged);
  layout.column = layout.raw;
  layout.count = layout.raw_count;
  if (layout.settled) return layout;
  terms_identity(&unfold->lowering, layout.term, &layout.identity);
  layout.count = layout.identity.count;
  layout.column = ARENA_ARRAY(arena, VarId, layout.count + 1);
  for (size_t i = 0; i < layout.count; i++)
    layout.column[i] = fresh(unfold, layout.identity.item[i]->type, "node");
  layout.term = terms_rebuild(&unfold->lowering, layout.term, layout.count, layout.column);
  return layout;
}

// The layout's columns under names of their own, all texts as text: the two sides of a recursion
// must have the same types.
static VarId *name_columns(Unfold *unfold, const Layout *layout, const VarId columns[],
                           size_t count, const char *hint, Renaming *renaming) {
  VarId *names = ARENA_ARRAY(unfold->arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++) {
    const PgType type = variables_type(unfold->variables, columns[i]);
    names[i] = fresh(unfold, is_text(type) ? PG_TYPE_TEXT : type, hint);
    renaming->to[columns[i]] = names[i];
  }
  (void)layout;
  return names;
}

typedef struct End {
  const Layout *layout;
  Renaming raw, final;
  VarId *column;
} End;

static End make_end(Unfold *unfold, const Layout *layout, const char *hint) {
  End end = {layout, renaming_make(unfold->arena, unfold->variables), {0}, NULL};
  end.column = name_columns(unfold, layout, layout->raw, layout->raw_count, hint, &end.raw);
  end.final = end.raw;
  if (layout->settled) return end;
  end.final = renaming_make(unfold->arena, unfold->variables);
  end.column = name_columns(unfold, layout, layout->column, layout->count, hint, &end.final);
  return end;
}

// The columns of branch `index` of the layout's list.
static void bind_end(Unfold *unfold, const End *end, size_t index, Bindings *out) {
  Bindings bindings = {0};
  bind_forms(unfold, &end->layout->merged, index, &bindings);
  for (size_t i = 0; i < bindings.count; i++) {
    Binding binding = bindings.item[i];
    binding.var = renaming_of(&end->raw, binding.var);
    const PgType type = variables_type(unfold->variables, binding.var);
    if (binding.expr->type != type)
      binding.expr = expr_sql(unfold->arena, OP_CAST, type, 1, &binding.expr);
    VEC_PUSH(unfold->arena, out, binding);
  }
}

// Identities of the raw columns.
static void bind_identity(Unfold *unfold, const End *end, Bindings *out) {
  if (end->layout->settled) return;
  for (size_t i = 0; i < end->layout->count; i++) {
    Binding binding = {end->column[i], expr_rename(&end->raw, end->layout->identity.item[i])};
    const PgType type = variables_type(unfold->variables, binding.var);
    if (binding.expr->type != type)
      binding.expr = expr_sql(unfold->arena, OP_CAST, type, 1, &binding.expr);
    VEC_PUSH(unfold->arena, out, binding);
  }
}

static void add_end(const End *end, bool raw, VarSet *out) {
  const size_t count = raw ? end->layout->raw_count : end->layout->count;
  for (size_t i = 0; i < count; i++)
    varset_add(out, raw ? renaming_of(&end->raw, end->layout->raw[i]) : end->column[i]);
}

Pairs lifted_pairs(Unfold *unfold, const Lifted *lifted, VarId from, VarId to, const VarId *graph) {
  Arena *arena = unfold->arena;
  const VarId node = variables_fresh_rdf(unfold->variables, "node");
  Lifted ends = {0}, graphs = {0};
  for (size_t b = 0; b < lifted->count; b++) {
    const Branch *branch = &lifted->item[b];
    const VarId vars[] = {from, to};
    for (size_t i = 0; i < 2; i++) {
      const Definition *definition = branch_find(branch, vars[i]);
      const Branch nothing = {branch->tree, 0, NULL};
      VEC_PUSH(arena, &ends, branch_define(unfold, &nothing, node, definition->term, true));
    }
    VEC_PUSH(arena, &graphs, *branch);
  }
  const Layout layout = lay_out(unfold, node, &ends);
  Layout named = {0};
  if (graph != NULL) named = lay_out(unfold, *graph, &graphs);
  End end[3] = {make_end(unfold, &layout, "from"), make_end(unfold, &layout, "to")};
  if (graph != NULL) end[2] = make_end(unfold, &named, "graph");
  const size_t count = graph == NULL ? 2 : 3;
  VarSet raw = varset_empty(arena), made = varset_empty(arena);
  Bindings identities = {0};
  for (size_t i = 0; i < count; i++) {
    add_end(&end[i], true, &raw);
    add_end(&end[i], false, &made);
    bind_identity(unfold, &end[i], &identities);
  }
  const Node **trees = ARENA_ARRAY(arena, const Node *, lifted->count + 1);
  for (size_t b = 0; b < lifted->count; b++) {
    Bindings bindings = {0};
    bind_end(unfold, &end[0], 2 * b, &bindings);
    bind_end(unfold, &end[1], 2 * b + 1, &bindings);
    if (graph != NULL) bind_end(unfold, &end[2], b, &bindings);
    trees[b] = node_extend(arena, lifted->item[b].tree, bindings.count, bindings.item);
    trees[b] = project_set(unfold, trees[b], &raw);
  }
  const Node *tree = lifted->count == 1 ? trees[0] : node_union(arena, lifted->count, trees);
  if (identities.count > 0) {
    tree = node_extend(arena, tree, identities.count, identities.item);
    tree = project_set(unfold, tree, &made);
  }
  return (Pairs){.tree = tree,
                 .width = layout.count,
                 .graph_width = named.count,
                 .from = end[0].column,
                 .to = end[1].column,
                 .graph = end[2].column,
                 .from_term = expr_rename(&end[0].final, layout.term),
                 .to_term = expr_rename(&end[1].final, layout.term),
                 .graph_term = graph == NULL ? NULL : expr_rename(&end[2].final, named.term)};
}
