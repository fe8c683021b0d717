// Law: where rows are asked for by what they have in common with few others, the few are listed
// once, and the rows looked up by the list.
//
// Preconditions:
// (1) A SEMI without condition shares one variable with its right side, when what the left side
//     fixes has been given to the right one as constants. The right side mentions nothing else
//     that is around it.
// (2) On the left the variable is a column of one scan, with which an index begins, and of the type
//     that it has on the right, since an index is of no use for others. Nothing else asks for that
//     scan's rows by equality: no other member of its join shares a variable with it, and
//     conditions on its columns are ranges, negations and IS NOT NULL. So PostgreSQL would read it
//     whole, or look it up for each of the right side's rows.
// (3) The right side is a join of several scans that starts from constants and goes on by indexed
//     columns. By keys, foreign keys and the tables' sizes it has at most MOST_LISTED rows, and the
//     left side's table MANY_TIMES as many, and LEAST_READ: a smaller one PostgreSQL may read
//     whole, and look through the list for each row.
//
// Before: SEMI(FILTER(P(w, x), w < 7), JOIN(FILTER(A(c, f), c = 5), A(x, f)))
// After:  SEMI LISTED x(FILTER(P(w, x), w < 7), SEMI LISTED f(A(x, f), FILTER(A(c, f), c = 5)))
// as SQL: w < 7 AND x = ANY (ARRAY(SELECT x FROM A WHERE f = ANY (ARRAY(SELECT f … WHERE c = 5))))
//
// Inside a list the same is done once more: of a join whose rest only leads to the scan of the
// value, the rest, which may be one scan then, is a list for that scan.
//
// Why: PostgreSQL makes a semi-join of it, hashes the right side's rows to have each once, and goes
// down the index for each alone. A list is sorted, which does both, and an index takes it whole: a
// bitmap of all pages at once. It runs late: no other law looks into a list.
#include "rewriter/ir/walk.h"
#include "rewriter/pass/scan.h"
#include "rewriter/pass/side.h"

enum { MOST_LISTED = 1000, MANY_TIMES = 8, LEAST_READ = 2000 };

// --- (2): the scan that is looked up ---------------------------------------------------------

// The block of members and conditions that decides which rows there are: below OPTIONALs.
static JoinBlock deciding_block(Pass *pass, const Node *node) {
  Conditions above = {0};
  for (;; node = node->child[0]) {
    if (node->kind == NODE_FILTER)
      expr_conjuncts(pass->arena, node->u.filter.condition, &above);
    else if (node->kind != NODE_LEFTJOIN && node->kind != NODE_EXTEND)
      break;
  }
  JoinBlock block = pass_open_block(pass, node);
  for (size_t i = 0; i < above.count; i++) VEC_PUSH(pass->arena, &block.condition, above.item[i]);
  return block;
}

// Does the condition leave too many rows for an index to be of use?
static bool is_loose(const Expr *condition) {
  if (condition->kind != EXPR_SQL) return false;
  switch (condition->u.sql.op) {
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_NOT:
    case OP_IS_NOT_NULL: return true;
    default: return false;
  }
}

static bool asks_by_equality(Pass *pass, const JoinBlock *block, const Node *scan) {
  for (size_t i = 0; i < block->leaf.count; i++)
    if (block->leaf.item[i] != scan &&
        varset_intersects(&block->leaf.item[i]->variables, &scan->variables))
      return true;
  for (size_t i = 0; i < block->condition.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(block->condition.item[i], &used);
    if (varset_intersects(&used, &scan->variables) && !is_loose(block->condition.item[i]))
      return true;
  }
  return false;
}

static const Node *binding_scan(const JoinBlock *block, VarId var) {
  for (size_t i = 0; i < block->leaf.count; i++)
    if (block->leaf.item[i]->kind == NODE_SCAN && varset_has(&block->leaf.item[i]->variables, var))
      return block->leaf.item[i];
  return NULL;
}

// The column that the scan binds to the variable.
static unsigned column_of(const Node *scan, VarId var) {
  size_t i = 0;
  while (scan->u.scan.column[i].var != var) i++;
  return scan->u.scan.column[i].column;
}

static PgOid type_of(const Node *scan, VarId var) {
  return scan->u.scan.table->relation->column[column_of(scan, var)].oid;
}

// NULL: there is none.
static const Node *looked_up(Pass *pass, const Node *left, const Node *right, VarId value) {
  const JoinBlock block = deciding_block(pass, left), listed = pass_open_block(pass, right);
  const Node *scan = binding_scan(&block, value), *of = binding_scan(&listed, value);
  return scan != NULL && of != NULL && scan_is_simple(scan) &&
                 relation_leads_index(scan->u.scan.table->relation, column_of(scan, value)) &&
                 type_of(scan, value) == type_of(of, value) && !asks_by_equality(pass, &block, scan)
             ? scan
             : NULL;
}

// --- (3): how many are listed ----------------------------------------------------------------

static bool is_bound(const Node *scan, unsigned column, const VarSet *known) {
  for (size_t i = 0; i < scan->u.scan.count; i++)
    if (scan->u.scan.column[i].column == column && varset_has(known, scan->u.scan.column[i].var))
      return true;
  return false;
}

static bool all_bound(const Node *scan, const ColumnSet *columns, const VarSet *known) {
  for (size_t i = 0; i < columns->count; i++)
    if (!is_bound(scan, columns->column[i], known)) return false;
  return true;
}

// The rows of the scan that one value of the known variables meets: one by a key, by a foreign key
// what refers to a row in the mean. -1: nobody knows, or no index finds them.
static double rows_for_one(const Node *scan, const VarSet *known) {
  const Relation *relation = scan->u.scan.table->relation;
  bool found = false;
  for (size_t i = 0; i < scan->u.scan.count; i++)
    found |= varset_has(known, scan->u.scan.column[i].var) &&
             relation_leads_index(relation, scan->u.scan.column[i].column);
  if (!found) return -1;
  for (size_t i = 0; i < relation->key_count; i++)
    if (all_bound(scan, &relation->key[i].columns, known)) return 1;
  double least = -1;
  for (size_t i = 0; i < relation->foreign_key_count; i++) {
    const ForeignKey *key = &relation->foreign_key[i];
    if (!all_bound(scan, &key->columns, known) || key->target->rows < 1 || relation->rows < 0)
      continue;
    const double rows = relation->rows / key->target->rows;
    if (least < 0 || rows < least) least = rows;
  }
  return least;
}

// The next member that the known variables lead to, with fewest rows for one of the last.
static size_t next_member(const JoinBlock *block, const bool done[], const VarSet *known,
                          double *rows) {
  size_t best = block->leaf.count;
  for (size_t i = 0; i < block->leaf.count; i++) {
    if (done[i]) continue;
    const double mine = rows_for_one(block->leaf.item[i], known);
    if (mine < 0 || (best < block->leaf.count && mine >= *rows)) continue;
    best = i;
    *rows = mine;
  }
  return best;
}

// -1: it is no join of so many scans that starts from constants, or its size is unknown.
static double estimate_rows(Pass *pass, const Node *node, size_t fewest) {
  const JoinBlock block = pass_open_block(pass, node);
  if (block.leaf.count < fewest) return -1;
  VarSet known = varset_empty(pass->arena);
  bool *done = ARENA_ARRAY(pass->arena, bool, block.leaf.count);
  for (size_t i = 0; i < block.leaf.count; i++) {
    const Node *scan = block.leaf.item[i];
    if (scan->kind != NODE_SCAN) return -1;
    for (size_t j = 0; j < scan->u.scan.count; j++)
      if (side_fixed(&block.condition, scan->u.scan.column[j].var) != NULL)
        varset_add(&known, scan->u.scan.column[j].var);
  }
  double all = 1;
  for (size_t i = 0; i < block.leaf.count; i++) {
    double rows = 0;
    const size_t next = next_member(&block, done, &known, &rows);
    if (next == block.leaf.count) return -1;
    done[next] = true;
    varset_add_all(&known, &block.leaf.item[next]->variables);
    all *= rows;
  }
  return all;
}

// --- The law -------------------------------------------------------------------------------------

// The variable that both bind, when it is one.
static bool shared_variable(Pass *pass, const Node *left, const Node *right, VarId *out) {
  VarSet shared = varset_copy(pass->arena, &left->variables);
  varset_keep_all(&shared, &right->variables);
  if (varset_count(&shared) != 1) return false;
  *out = (VarId)varset_next(&shared, 0);
  return true;
}

static const Node *list(Pass *pass, const Node *semi, size_t fewest);

// What is listed, as a list for the scan that binds the value; or as it was.
static const Node *list_inside(Pass *pass, const Node *right, VarId value) {
  const JoinBlock block = pass_open_block(pass, right);
  JoinBlock own = {0}, rest = {0};
  for (size_t i = 0; i < block.leaf.count; i++) {
    JoinBlock *to = varset_has(&block.leaf.item[i]->variables, value) ? &own : &rest;
    VEC_PUSH(pass->arena, &to->leaf, block.leaf.item[i]);
  }
  if (own.leaf.count != 1 || rest.leaf.count == 0) return right;
  for (size_t i = 0; i < block.condition.count; i++) {
    const Expr *condition = block.condition.item[i];
    VarSet used = varset_empty(pass->arena);
    expr_variables(condition, &used);
    const bool of_own = varset_subset(&used, &own.leaf.item[0]->variables);
    if (!of_own && varset_intersects(&used, &own.leaf.item[0]->variables)) return right;
    JoinBlock *to = of_own ? &own : &rest;
    VEC_PUSH(pass->arena, &to->condition, condition);
  }
  const Node *semi =
      node_semi(pass->arena, pass_close_block(pass, &own), pass_close_block(pass, &rest), NULL);
  const Node *listed = list(pass, semi, 1);
  return listed == semi ? right : listed;
}

// fewest: scans on the right side.
static const Node *list(Pass *pass, const Node *semi, size_t fewest) {
  if (semi->u.join.condition != NULL || semi->u.join.listed) return semi;
  const Node *left = semi->child[0];
  const Node *right = side_apart(pass, left, semi->child[1]);
  VarId value;
  VarSet outer = varset_empty(pass->arena);
  node_free_variables(pass->arena, right, &outer);
  if (!shared_variable(pass, left, right, &value) || varset_count(&outer) > 0) return semi;  // (1)
  const Node *scan = looked_up(pass, left, right, value);
  if (scan == NULL) return semi;
  const double rows = estimate_rows(pass, right, fewest);
  const double of = scan->u.scan.table->relation->rows;
  if (rows < 0 || rows > MOST_LISTED || rows * MANY_TIMES > of || of < LEAST_READ)
    return semi;  // (3)
  return node_semi_listed(pass->arena, left, list_inside(pass, right, value));
}

static const Node *listed(Pass *pass, const Node *node) {
  return node->kind == NODE_SEMI ? list(pass, node, 2) : node;
}

const Node *pass_listed(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, listed); }
