// The lifted tree as query blocks: each node joins the block below it where SQL's order of clauses
// (FROM, WHERE, GROUP BY, HAVING, DISTINCT, ORDER BY, LIMIT) lets it, and wraps it where not.
#include "rewriter/sql/block.h"

#include <ctype.h>
#include <string.h>

// --- Names ---------------------------------------------------------------------------------------

// "bore_core" and "boreCore" give "bc": the first letters of the words.
static const char *table_alias(Deparser *deparser, const LogicalTable *table) {
  const Symbol *name = table->name;
  if (name == NULL) return alias_take(deparser->arena, &deparser->aliases, "q");
  char letters[5];
  size_t count = 0;
  char before = '_';
  for (const char *c = name->text; *c != '\0' && count < 4; c++) {
    const bool starts = !isalnum((unsigned char)before) ||
                        (islower((unsigned char)before) && isupper((unsigned char)*c));
    if (starts && isalpha((unsigned char)*c)) letters[count++] = (char)tolower((unsigned char)*c);
    before = *c;
  }
  letters[count] = '\0';
  return alias_take(deparser->arena, &deparser->aliases,
                    count == 0 ? "t" : arena_format(deparser->arena, "%s", letters));
}

// A plain column name from a variable's hint: "emp.id" gives "id".
const Symbol *block_column_name(Deparser *deparser, const FromItem *item, VarId var) {
  const char *hint = variables_hint(deparser->variables, var);
  const char *dot = strrchr(hint, '.');
  if (dot != NULL && dot[1] != '\0') hint = dot + 1;
  char *name = arena_format(deparser->arena, "%.40s", hint);
  for (char *c = name; *c != '\0'; c++)
    *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
  if (!isalpha((unsigned char)name[0])) name = arena_format(deparser->arena, "c%s", name);
  const char *unique = name;
  for (int i = 2;; i++) {
    bool taken = deparse_is_keyword(unique);
    for (size_t j = 0; j < item->columns.count; j++)
      taken |= strcmp(item->columns.item[j].column->text, unique) == 0;
    if (!taken) break;
    unique = arena_format(deparser->arena, "%s%d", name, i);
  }
  Symbol *symbol = ARENA_NEW(deparser->arena, Symbol);
  *symbol = (Symbol){unique, strlen(unique)};
  return symbol;
}

// --- Definitions ---------------------------------------------------------------------------------

static BlockDefinition *find(const Block *block, VarId var) {
  for (size_t i = 0; i < block->definitions.count; i++)
    if (block->definitions.item[i].var == var) return &block->definitions.item[i];
  return NULL;
}

const BlockDefinition *block_find(const Block *block, VarId var) { return find(block, var); }

bool block_is_within(const FromItem *item, const FromItem *tree) {
  if (item == tree) return true;
  return tree->kind == FROM_JOIN &&
         (block_is_within(item, tree->left) || block_is_within(item, tree->right));
}

// Within a FROM item, its own column of a variable is meant rather than one from outside of it.
static const BlockDefinition *own_of_item(const Block *block, const BlockDefinition *definition) {
  if (block->within == NULL || definition->item == NULL ||
      block_is_within(definition->item, block->within))
    return definition;
  for (size_t i = 0; i < block->alternates.count; i++) {
    const BlockDefinition *other = &block->alternates.item[i];
    if (other->var == definition->var &&
        (other->item == NULL || block_is_within(other->item, block->within)))
      return other;
  }
  return definition;
}

const BlockDefinition *block_resolve(const Block *block, VarId var, const Block **owner) {
  for (; block != NULL; block = block->parent) {
    const BlockDefinition *definition = find(block, var);
    if (definition == NULL) continue;
    *owner = block;
    return own_of_item(block, definition);
  }
  return NULL;
}

static void define(Deparser *deparser, Block *block, BlockDefinition definition) {
  VEC_PUSH(deparser->arena, &block->definitions, definition);
}

static void require(Deparser *deparser, Conjuncts *list, const Expr *condition) {
  if (condition == NULL) return;
  if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_AND) {
    for (size_t i = 0; i < condition->u.sql.count; i++)
      require(deparser, list, condition->u.sql.arg[i]);
    return;
  }
  const Conjunct conjunct = {.expr = condition};
  VEC_PUSH(deparser->arena, list, conjunct);
}

static void require_same(Deparser *deparser, Conjuncts *list, BlockDefinition a,
                         BlockDefinition b) {
  const Conjunct conjunct = {.left = a, .right = b};
  VEC_PUSH(deparser->arena, list, conjunct);
}

static void require_all(Deparser *deparser, Conjuncts *list, const Conjuncts *more) {
  for (size_t i = 0; i < more->count; i++) VEC_PUSH(deparser->arena, list, more->item[i]);
}

void block_define_columns(Deparser *deparser, Block *block, FromItem *item, size_t count,
                          const VarId vars[], const Symbol *const columns[]) {
  for (size_t i = 0; i < count; i++) {
    const BlockDefinition definition = {.var = vars[i], .item = item, .column = columns[i]};
    const BlockDefinition *known = find(block, vars[i]);
    if (known != NULL)
      require_same(deparser, &block->where, *known, definition);
    else
      define(deparser, block, definition);
  }
}

static bool is_plain(const Block *block) {
  return block->branches.count == 0 && !block->grouped && !block->distinct && !block->sliced;
}

Block *block_wrap(Deparser *deparser, Block *block) {
  Arena *arena = deparser->arena;
  Block *around = ARENA_NEW(arena, Block);
  FromItem *item = ARENA_NEW(arena, FromItem);
  item->kind = FROM_BLOCK;
  item->alias =
      alias_take(deparser->arena, &deparser->aliases, block->branches.count > 0 ? "u" : "d");
  item->block = block;
  for (size_t i = 0; i < block->definitions.count; i++) {
    const BlockDefinition *inner = &block->definitions.item[i];
    if (inner->hidden) continue;
    BlockDefinition column = {
        .var = inner->var, .item = item, .column = block_column_name(deparser, item, inner->var)};
    define(deparser, around, column);
    column.hidden = true;
    VEC_PUSH(arena, &item->columns, column);
  }
  // Sorting below anything but LIMIT says nothing.
  if (!block->sliced) block->order.count = 0;
  around->from = item;
  return around;
}

Block *block_plain(Deparser *deparser, Block *block) {
  if (!is_plain(block)) return block_wrap(deparser, block);
  block->order.count = 0;
  return block;
}

Block *block_wrap_sorted(Deparser *deparser, Block *block) {
  VarSet keys = varset_empty(deparser->arena), hidden = varset_empty(deparser->arena);
  for (size_t i = 0; i < block->order.count; i++) expr_variables(block->order.item[i].expr, &keys);
  for (size_t i = 0; i < block->definitions.count; i++) {
    BlockDefinition *definition = &block->definitions.item[i];
    if (!definition->hidden || !varset_has(&keys, definition->var)) continue;
    definition->hidden = false;
    varset_add(&hidden, definition->var);
  }
  Block *around = ARENA_NEW(deparser->arena, Block);
  const size_t count = block->order.count;
  for (size_t i = 0; i < count; i++)
    VEC_PUSH(deparser->arena, &around->order, block->order.item[i]);
  Block *wrapped = block_wrap(deparser, block);
  around->from = wrapped->from;
  around->definitions = wrapped->definitions;
  for (size_t i = 0; i < around->definitions.count; i++)
    around->definitions.item[i].hidden = varset_has(&hidden, around->definitions.item[i].var);
  return around;
}

// --- Joins ---------------------------------------------------------------------------------------

static bool has_hidden_clash(const Block *a, const Block *b) {
  for (size_t i = 0; i < b->definitions.count; i++) {
    const BlockDefinition *other = find(a, b->definitions.item[i].var);
    if (other != NULL && (other->hidden || b->definitions.item[i].hidden)) return true;
  }
  return false;
}

// Takes over b's definitions; equalities for variables that both have go to `same`. Patterns within
// b's conditions go on looking in b, and then in what is around a.
static void take_definitions(Deparser *deparser, Block *a, Block *b, Conjuncts *same) {
  b->parent = a;
  const size_t before = a->definitions.count;
  for (size_t i = 0; i < b->definitions.count; i++) {
    const BlockDefinition *theirs = &b->definitions.item[i];
    const BlockDefinition *ours = NULL;
    for (size_t j = 0; j < before && ours == NULL; j++)
      if (a->definitions.item[j].var == theirs->var) ours = &a->definitions.item[j];
    if (ours == NULL) {
      define(deparser, a, *theirs);
    } else {
      require_same(deparser, same, *ours, *theirs);
      VEC_PUSH(deparser->arena, &a->alternates, *theirs);
    }
  }
  for (size_t i = 0; i < b->alternates.count; i++)
    VEC_PUSH(deparser->arena, &a->alternates, b->alternates.item[i]);
}

static FromItem *join_items(Deparser *deparser, FromItem *left, FromItem *right, bool outer,
                            Conjuncts on) {
  FromItem *join = ARENA_NEW(deparser->arena, FromItem);
  join->kind = FROM_JOIN;
  join->left = left;
  join->right = right;
  join->outer = outer;
  join->on = on;
  return join;
}

static Block *join_blocks(Deparser *deparser, Block *a, Block *b) {
  if (has_hidden_clash(a, b)) b = block_wrap(deparser, b);
  if (has_hidden_clash(a, b)) a = block_wrap(deparser, a);
  Conjuncts same = {0};
  take_definitions(deparser, a, b, &same);
  if (a->from == NULL || b->from == NULL) {
    a->from = a->from == NULL ? b->from : a->from;
    require_all(deparser, &a->where, &same);
  } else {
    a->from = join_items(deparser, a->from, b->from, false, same);
  }
  require_all(deparser, &a->where, &b->where);
  return a;
}

// Is the expression NULL whenever the variables of the block that it uses are? Then it may stand
// above the LEFT JOIN that makes them NULL.
static bool is_strict(const Block *block, const Expr *expr) {
  switch (expr->kind) {
    case EXPR_VAR: {
      const BlockDefinition *definition = find(block, expr->u.var);
      return definition != NULL && (definition->item != NULL || is_strict(block, definition->expr));
    }
    case EXPR_TEMPLATE:
      for (size_t i = 0; i < expr->u.template_.count; i++)
        if (is_strict(block, expr->u.template_.arg[i])) return true;
      return false;
    case EXPR_SQL:
      switch (expr->u.sql.op) {
        case OP_AND:
        case OP_OR:
        case OP_IS_NULL:
        case OP_IS_NOT_NULL:
        case OP_IS_DISTINCT:
        case OP_IS_NOT_DISTINCT:
        case OP_COALESCE: return false;
        default: break;
      }
      for (size_t i = 0; i < expr->u.sql.count; i++)
        if (is_strict(block, expr->u.sql.arg[i])) return true;
      return false;
    default: return false;
  }
}

static bool may_stand_right(const Block *block) {
  if (block->from == NULL) return false;
  for (size_t i = 0; i < block->definitions.count; i++) {
    const BlockDefinition *definition = &block->definitions.item[i];
    if (definition->item == NULL && !is_strict(block, definition->expr)) return false;
  }
  return true;
}

static Block *leftjoin_blocks(Deparser *deparser, Block *a, Block *b, const Expr *condition) {
  if (a->from == NULL) a = block_wrap(deparser, a);
  if (!may_stand_right(b) || has_hidden_clash(a, b)) b = block_wrap(deparser, b);
  if (has_hidden_clash(a, b)) a = block_wrap(deparser, a);
  Conjuncts on = {0};
  take_definitions(deparser, a, b, &on);
  require_all(deparser, &on, &b->where);
  require(deparser, &on, condition);
  a->from = join_items(deparser, a->from, b->from, true, on);
  return a;
}

void block_correlate(Deparser *deparser, Block *inner, Block *outer) {
  inner->parent = outer;
  for (size_t i = 0; i < inner->definitions.count; i++) {
    const BlockDefinition *theirs = &inner->definitions.item[i];
    if (theirs->hidden) continue;
    const Block *owner;
    const BlockDefinition *ours = block_resolve(outer, theirs->var, &owner);
    if (ours != NULL) require_same(deparser, &inner->where, *theirs, *ours);
  }
}

// --- Nodes ---------------------------------------------------------------------------------------

static void build_scan(Deparser *deparser, const Node *node, Block *block) {
  const LogicalTable *table = node->u.scan.table;
  FromItem *item = ARENA_NEW(deparser->arena, FromItem);
  item->kind = FROM_TABLE;
  item->table = table;
  item->alias = table_alias(deparser, table);
  block->from = item;
  for (size_t i = 0; i < node->u.scan.count; i++) {
    const ScanColumn *column = &node->u.scan.column[i];
    const BlockDefinition definition = {
        .var = column->var, .item = item, .column = table->relation->column[column->column].name};
    const BlockDefinition *known = find(block, column->var);
    if (known != NULL) {
      require_same(deparser, &block->where, *known, definition);
    } else {
      define(deparser, block, definition);
    }
  }
}

static void build_empty(Deparser *deparser, const VarSet *variables, Block *block) {
  for (int var = varset_next(variables, 0); var >= 0; var = varset_next(variables, var + 1)) {
    const PgType type = variables_type(deparser->variables, (VarId)var);
    define(deparser, block,
           (BlockDefinition){.var = (VarId)var, .expr = expr_null(deparser->arena, type)});
  }
  require(deparser, &block->where, expr_bool(deparser->arena, false));
}

// The rows of VALUES or FAN, their variables defined as its columns.
static FromItem *values_item(Deparser *deparser, const Node *node, Block *block, FromKind kind) {
  FromItem *item = ARENA_NEW(deparser->arena, FromItem);
  item->kind = kind;
  item->alias = alias_take(deparser->arena, &deparser->aliases, "v");
  item->values = node;
  for (size_t j = 0; j < node->u.values.var_count; j++) {
    const VarId var = node->u.values.var[j];
    const BlockDefinition column = {
        .var = var, .item = item, .column = block_column_name(deparser, item, var)};
    VEC_PUSH(deparser->arena, &item->columns, column);
    define(deparser, block, column);
  }
  return item;
}

static void build_values(Deparser *deparser, const Node *node, Block *block) {
  const size_t width = node->u.values.var_count;
  if (node->u.values.row_count == 0) {
    build_empty(deparser, &node->variables, block);
    return;
  }
  if (node->u.values.row_count == 1) {
    for (size_t j = 0; j < width; j++)
      define(deparser, block,
             (BlockDefinition){.var = node->u.values.var[j], .expr = node->u.values.cell[j]});
    return;
  }
  block->from = values_item(deparser, node, block, FROM_VALUES);
}

// JOIN LATERAL: its cells are made of the columns to its left.
static Block *build_fan(Deparser *deparser, const Node *node, Block *block) {
  FromItem *item = values_item(deparser, node, block, FROM_FAN);
  const Conjuncts none = {0};
  block->from = join_items(deparser, block->from, item, false, none);
  return block;
}

static Block *wrap_kept(Deparser *deparser, Block *block) {
  return block->order.count > 0 ? block_wrap_sorted(deparser, block) : block_wrap(deparser, block);
}

// A grouped or distinct block that an expression is to be put on.
static Block *block_for(Deparser *deparser, Block *block, const Expr *expr) {
  const bool folded = block->grouped || block->distinct;
  return folded && expression_has_subquery(expr) ? wrap_kept(deparser, block) : block;
}

static Block *build_extend(Deparser *deparser, const Node *node, Block *block) {
  if (block->branches.count > 0 || block->distinct) block = wrap_kept(deparser, block);
  bool changing = false;
  for (size_t i = 0; i < node->u.extend.count; i++)
    block = block_for(deparser, block, node->u.extend.binding[i].expr);
  for (size_t i = 0; i < node->u.extend.count; i++) {
    const Binding *binding = &node->u.extend.binding[i];
    const BlockDefinition *same =
        binding->expr->kind == EXPR_VAR ? find(block, binding->expr->u.var) : NULL;
    BlockDefinition definition = {.var = binding->var, .expr = binding->expr};
    if (same != NULL) {
      definition = *same;
      definition.var = binding->var;
      definition.hidden = false;
    }
    changing |= expression_is_volatile(binding->expr);
    define(deparser, block, definition);
  }
  return changing ? block_wrap(deparser, block) : block;
}

static Block *build_group(Deparser *deparser, const Node *node, Block *block) {
  Arena *arena = deparser->arena;
  if (block_aggregates_costly(arena, block, node)) {
    block->fenced = true;
    block = block_wrap(deparser, block);
  }
  for (size_t i = 0; i < node->u.group.key_count; i++)
    if (block_has_subquery(arena, block, node->u.group.key[i])) {
      block = block_wrap(deparser, block);
      break;
    }
  block->grouped = true;
  for (size_t i = 0; i < block->definitions.count; i++) block->definitions.item[i].hidden = true;
  for (size_t i = 0; i < node->u.group.key_count; i++) {
    const VarId key = node->u.group.key[i];
    BlockDefinition *definition = find(block, key);
    if (definition == NULL) continue;
    definition->hidden = false;
    VEC_PUSH(arena, &block->keys, key);
  }
  for (size_t i = 0; i < node->u.group.aggregate_count; i++) {
    const Binding *aggregate = &node->u.group.aggregate[i];
    define(deparser, block, (BlockDefinition){.var = aggregate->var, .expr = aggregate->expr});
  }
  return block;
}

// What was sorted by before goes on sorting what these keys leave.
static Block *build_order(Deparser *deparser, const Node *node, Block *block) {
  Arena *arena = deparser->arena;
  if (block->branches.count > 0 || block->sliced) block = block_wrap(deparser, block);
  for (size_t i = 0; i < node->u.order.count; i++)
    block = block_for(deparser, block, node->u.order.key[i].expr);
  VEC(BlockOrder) before = {block->order.item, block->order.count, block->order.capacity};
  block->order.item = NULL;
  block->order.count = block->order.capacity = 0;
  for (size_t i = 0; i < node->u.order.count; i++) {
    const OrderKey *key = &node->u.order.key[i];
    const bool certain =
        key->expr->kind == EXPR_VAR && varset_has(&node->child[0]->certain, key->expr->u.var);
    const BlockOrder order = {key->expr, key->descending, certain};
    VEC_PUSH(arena, &block->order, order);
  }
  for (size_t i = 0; i < before.count; i++) VEC_PUSH(arena, &block->order, before.item[i]);
  return block;
}

static Status build_union(Deparser *deparser, const Node *node, Block **out, Error *err) {
  Block *block = ARENA_NEW(deparser->arena, Block);
  for (size_t i = 0; i < node->child_count; i++) {
    Block *branch;
    TRY(block_build(deparser, node->child[i], &branch, err));
    if (branch->branches.count > 0 && !branch->sliced && !branch->distinct) {
      for (size_t j = 0; j < branch->branches.count; j++)
        VEC_PUSH(deparser->arena, &block->branches, branch->branches.item[j]);
    } else {
      if (!branch->sliced) branch->order.count = 0;
      VEC_PUSH(deparser->arena, &block->branches, branch);
    }
  }
  if (block->branches.count == 1) {
    *out = block->branches.item[0];
    return STATUS_OK;
  }
  const VarSet *all = &node->variables;
  for (int var = varset_next(all, 0); var >= 0; var = varset_next(all, var + 1))
    define(deparser, block, (BlockDefinition){.var = (VarId)var});
  if (node->child_count == 0) require(deparser, &block->where, expr_bool(deparser->arena, false));
  *out = block;
  return STATUS_OK;
}

// SEMI and ANTI: a condition on the left block.
static Status build_exists(Deparser *deparser, const Node *node, Block **out, Error *err) {
  Block *left, *right;
  TRY(block_build(deparser, node->child[0], &left, err));
  TRY(block_build(deparser, node->child[1], &right, err));
  left = block_plain(deparser, left);
  right = block_plain(deparser, right);
  block_correlate(deparser, right, left);
  require(deparser, &right->where, node->u.join.condition);
  const Conjunct conjunct = {.exists = right, .negated = node->kind == NODE_ANTI};
  VEC_PUSH(deparser->arena, &left->where, conjunct);
  *out = left;
  return STATUS_OK;
}

// A SEMI whose right side is listed: a condition on the left block, to which that is not joined.
static Status build_listed(Deparser *deparser, const Node *node, Block **out, Error *err) {
  Block *left, *right;
  TRY(block_build(deparser, node->child[0], &left, err));
  TRY(block_build(deparser, node->child[1], &right, err));
  left = block_plain(deparser, left);
  const Conjunct conjunct = {
      .expr = expr_var(deparser->arena, deparser->variables, node_listed_variable(node)),
      .exists = right};
  VEC_PUSH(deparser->arena, &left->where, conjunct);
  *out = left;
  return STATUS_OK;
}

static Status build_join(Deparser *deparser, const Node *node, Block **out, Error *err) {
  Block *all = NULL;
  for (size_t i = 0; i < node->child_count; i++) {
    Block *child;
    TRY(block_build(deparser, node->child[i], &child, err));
    child = block_plain(deparser, child);
    all = all == NULL ? child : join_blocks(deparser, all, child);
  }
  *out = all == NULL ? ARENA_NEW(deparser->arena, Block) : all;
  return STATUS_OK;
}

static Block *build_unary(Deparser *deparser, const Node *node, Block *block) {
  switch (node->kind) {
    case NODE_FILTER:
      block = block_for(deparser, block, node->u.filter.condition);
      if (block->grouped && !block->distinct && !block->sliced) {
        require(deparser, &block->having, node->u.filter.condition);
        return block;
      }
      if (!is_plain(block)) block = block_wrap(deparser, block);
      require(deparser, &block->where, node->u.filter.condition);
      return block;
    case NODE_EXTEND: return build_extend(deparser, node, block);
    case NODE_FAN: return build_fan(deparser, node, block_plain(deparser, block));
    case NODE_PROJECT:
      // DISTINCT and UNION are over their own variables.
      if (block->distinct || block->branches.count > 0) block = block_wrap(deparser, block);
      for (size_t i = 0; i < block->definitions.count; i++)
        block->definitions.item[i].hidden |=
            !varset_has(&node->variables, block->definitions.item[i].var);
      return block;
    case NODE_DISTINCT:
      if (block->branches.count > 0 || block->sliced) block = block_wrap(deparser, block);
      if (block->order.count > 0 && (block->grouped || block_sorts_by_subquery(block)))
        block = block_wrap_sorted(deparser, block);
      block->distinct = true;
      return block;
    case NODE_GROUP: return build_group(deparser, node, block_plain(deparser, block));
    case NODE_ORDER: return build_order(deparser, node, block);
    case NODE_SLICE:
      if (block->sliced || block->branches.count > 0) block = block_wrap(deparser, block);
      block->sliced = true;
      block->offset = node->u.slice.offset;
      block->limit = node->u.slice.limit;
      return block;
    default: return block;
  }
}

Status block_build(Deparser *deparser, const Node *node, Block **out, Error *err) {
  Block *block = ARENA_NEW(deparser->arena, Block);
  *out = block;
  switch (node->kind) {
    case NODE_SCAN: build_scan(deparser, node, block); return STATUS_OK;
    case NODE_VALUES: build_values(deparser, node, block); return STATUS_OK;
    case NODE_RECURSE: return recursion_build(deparser, node, block, err);
    case NODE_WORKING: return recursion_build_working(deparser, node, block, err);
    case NODE_UNIT: return STATUS_OK;
    case NODE_EMPTY: build_empty(deparser, &node->variables, block); return STATUS_OK;
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_FAN:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_GROUP:
    case NODE_ORDER:
    case NODE_SLICE:
      TRY(block_build(deparser, node->child[0], &block, err));
      *out = build_unary(deparser, node, block);
      return STATUS_OK;
    case NODE_JOIN: return build_join(deparser, node, out, err);
    case NODE_LEFTJOIN: {
      Block *right;
      TRY(block_build(deparser, node->child[0], &block, err));
      TRY(block_build(deparser, node->child[1], &right, err));
      *out = leftjoin_blocks(deparser, block_plain(deparser, block), block_plain(deparser, right),
                             node->u.join.condition);
      return STATUS_OK;
    }
    case NODE_SEMI:
    case NODE_ANTI:
      return node->u.join.listed ? build_listed(deparser, node, out, err)
                                 : build_exists(deparser, node, out, err);
    case NODE_UNION: return build_union(deparser, node, out, err);
    default:
      return error_at(err, STATUS_INTERNAL, node->at, "%s has no place in a lifted tree",
                      node_kind_name(node->kind));
  }
}
