// JOIN and LEFTJOIN in blocks: some solutions of the left side are kept, and the right side is
// asked for what they can meet. For services, and for statements over large tables.
#include <stdlib.h>
#include <string.h>

#include "endpoint/run/operator/operator.h"

// Solutions of one block at most, where their bindings repeat.
enum { MOST_BLOCK_SOLUTIONS = 10000 };

typedef struct Blocks {
  Rows left;      // the block
  Rows sent;      // its different bindings, which the right side reads while it is open
  Arena *memory;  // of what goes with the block
  size_t key_count;
  size_t *key;         // of what is certain on the left and may be bound on the right
  size_t *all_keys;    // 0, 1, 2, …
  size_t rows_wanted;  // different bindings in a block
  bool lazy;           // the left side stays open between blocks
  bool left_done, right_open;
  bool *matched;  // LEFTJOIN: of the block's solutions
  size_t capacity;
  size_t unmatched;       // LEFTJOIN: the next to look at, at the end of a block
  const Solution *right;  // whose partners are being given; NULL: the next one is to come
  bool by_index;
  ptrdiff_t at;
} Blocks;

static void release(void *memory) { arena_destroy(memory); }

static Status blocks_make(PlanOperator *op, Error *err) {
  Blocks *blocks = op->state;
  Arena *arena = op->runtime->arena;
  blocks->memory = arena_create(0);
  if (blocks->memory == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  arena_on_release(arena, release, blocks->memory);
  const Node *left = op->child[0]->node, *right = op->child[1]->node;
  size_t count;
  const VarId *vars = variables_of(arena, &left->variables, &count);
  rows_init(&blocks->left, op->runtime, count, vars);
  blocks->key = ARENA_ARRAY(arena, size_t, count + 1);
  blocks->all_keys = ARENA_ARRAY(arena, size_t, count + 1);
  for (size_t i = 0; i < count; i++) {
    blocks->all_keys[i] = i;
    if (varset_has(&left->certain, vars[i]) && varset_has(&right->variables, vars[i]))
      blocks->key[blocks->key_count++] = i;
  }
  blocks->rows_wanted = operator_block_rows(op->child[1]);
  blocks->lazy = !operator_asks_database(op->child[1]);
  if (op->node->kind == NODE_LEFTJOIN && op->node->u.join.condition != NULL)
    return exists_create(op->runtime, op->node->u.join.condition, err);
  return STATUS_OK;
}

static Status blocks_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Blocks *blocks = op->state;
  if (op->node->kind == NODE_LEFTJOIN)
    TRY(exists_prepare(op->runtime, op->node->u.join.condition, err));
  blocks->left_done = blocks->right_open = false;
  blocks->right = NULL;
  block = op->node->kind == NODE_LEFTJOIN
              ? block_restrict(block, &op->child[0]->node->certain, op->opened)
              : block_for_operand(op->child[0], block, op->opened);
  return operator_open(op->child[0], block, err);
}

// --- The block's bindings ------------------------------------------------------------------------

// A variable that may be sent: certain on the left, and no blank node, which names nothing
// elsewhere.
static void drop_blank(VarSet *vars, const Solution *solution) {
  for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1))
    if (solution->term[v].kind == TERM_BLANK) varset_remove(vars, (VarId)v);
}

// Reads solutions into the block until it is full. sent: their different bindings.
static Status read_left(PlanOperator *op, Rows *sent, VarSet *vars, Error *err) {
  Blocks *blocks = op->state;
  while (!blocks->left_done) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) {
      blocks->left_done = true;
      operator_close(op->child[0]);
      return STATUS_OK;
    }
    TRY(rows_add(&blocks->left, solution, err));
    drop_blank(vars, solution);
    if (sent->count <= blocks->rows_wanted && rows_find(sent, solution->term, -1) < 0)
      TRY(rows_add(sent, solution, err));
    if (blocks->lazy &&
        (sent->count >= blocks->rows_wanted || blocks->left.count >= MOST_BLOCK_SOLUTIONS))
      return STATUS_OK;
  }
  return STATUS_OK;
}

static const LeafBlock *block_of(PlanOperator *op, const Rows *sent, const VarSet *vars) {
  const Blocks *blocks = op->state;
  if (sent->count == 0 || sent->var_count == 0 || sent->count > blocks->rows_wanted) return NULL;
  Term *cells = ARENA_ARRAY(blocks->memory, Term, sent->count * sent->var_count);
  for (size_t i = 0; i < sent->count; i++)
    memcpy(&cells[i * sent->var_count], sent->row[i], sent->var_count * sizeof *cells);
  LeafBlock *block = ARENA_NEW(blocks->memory, LeafBlock);
  *block = (LeafBlock){sent->var_count, sent->var, sent->count, cells};
  return block_restrict(block, vars, blocks->memory);
}

static Status read_block(PlanOperator *op, Rows *sent, VarSet *vars, Error *err) {
  Blocks *blocks = op->state;
  TRY(read_left(op, sent, vars, err));
  if (blocks->left.count == 0) return STATUS_OK;
  if (op->node->kind == NODE_LEFTJOIN) {
    if (blocks->left.count > blocks->capacity) {
      blocks->capacity = blocks->left.count;
      free(blocks->matched);
      blocks->matched = malloc(blocks->capacity);
      if (blocks->matched == NULL) abort();
    }
    memset(blocks->matched, 0, blocks->left.count);
    blocks->unmatched = 0;
  }
  const LeafBlock *block = block_of(op, sent, vars);
  if (op->node->kind == NODE_LEFTJOIN || op->child[1]->node->kind != NODE_SERVICE)
    block = block_for_operand(op->child[1], block, blocks->memory);
  blocks->right_open = true;
  return operator_open(op->child[1], block, err);
}

// The next block, with the right side open for it; without solutions when there is none.
static Status next_block(PlanOperator *op, Error *err) {
  Blocks *blocks = op->state;
  rows_free(&blocks->left);
  rows_free(&blocks->sent);
  arena_reset(blocks->memory);
  if (blocks->key_count > 0) rows_index(&blocks->left, blocks->key_count, blocks->key);
  VarSet vars = varset_copy(blocks->memory, &op->child[0]->node->certain);
  varset_keep_all(&vars, &op->child[1]->node->variables);
  size_t count;
  const VarId *sent_vars = variables_of(blocks->memory, &vars, &count);
  rows_init(&blocks->sent, op->runtime, count, sent_vars);
  rows_index(&blocks->sent, count, blocks->all_keys);
  return read_block(op, &blocks->sent, &vars, err);
}

// --- Partners ------------------------------------------------------------------------------------

static ptrdiff_t next_partner(Blocks *blocks) {
  for (;;) {
    blocks->at = blocks->by_index ? rows_find(&blocks->left, blocks->right->term, blocks->at)
                                  : blocks->at + 1;
    if (blocks->at < 0 || (size_t)blocks->at >= blocks->left.count) return -1;
    if (rows_compatible(&blocks->left, (size_t)blocks->at, blocks->right->term)) return blocks->at;
  }
}

static void put_left(PlanOperator *op, size_t number) {
  const Blocks *blocks = op->state;
  operator_begin_row(op);
  rows_read(&blocks->left, number, op->term);
}

// The pair of the block's solution and the right one; *good: the condition holds.
static Status put_pair(PlanOperator *op, size_t number, bool *good, Error *err) {
  const Blocks *blocks = op->state;
  const Node *right = op->child[1]->node;
  put_left(op, number);
  for (int v = varset_next(&right->variables, 0); v >= 0; v = varset_next(&right->variables, v + 1))
    if (blocks->right->term[v].kind != TERM_UNBOUND) op->term[v] = blocks->right->term[v];
  *good = true;
  if (op->node->kind != NODE_LEFTJOIN || op->node->u.join.condition == NULL) return STATUS_OK;
  Truth truth;
  arena_reset(op->scratch);
  TRY(evaluate_truth(op->runtime->evaluator, op->node->u.join.condition, &op->solution, op->scratch,
                     &truth, err));
  *good = truth == TRUTH_TRUE;
  return STATUS_OK;
}

// The next solution of the open block; *out NULL: the right side has ended.
static Status next_pair(PlanOperator *op, const Solution **out, Error *err) {
  Blocks *blocks = op->state;
  *out = NULL;
  for (;;) {
    TRY(runtime_check(op->runtime, err));
    if (blocks->right == NULL) {
      TRY(operator_next(op->child[1], &blocks->right, err));
      if (blocks->right == NULL) return STATUS_OK;
      blocks->at = -1;
      blocks->by_index =
          blocks->key_count > 0 && rows_key_bound(&blocks->left, blocks->right->term);
    }
    const ptrdiff_t number = next_partner(blocks);
    if (number < 0) {
      blocks->right = NULL;
      continue;
    }
    bool good;
    TRY(put_pair(op, (size_t)number, &good, err));
    if (!good) continue;
    if (op->node->kind == NODE_LEFTJOIN) blocks->matched[number] = true;
    *out = &op->solution;
    return STATUS_OK;
  }
}

static Status blocks_next(PlanOperator *op, const Solution **out, Error *err) {
  Blocks *blocks = op->state;
  *out = NULL;
  for (;;) {
    TRY(runtime_check(op->runtime, err));
    if (blocks->right_open) {
      TRY(next_pair(op, out, err));
      if (*out != NULL) return STATUS_OK;
      operator_close(op->child[1]);
      blocks->right_open = false;
    }
    if (op->node->kind == NODE_LEFTJOIN)
      while (blocks->unmatched < blocks->left.count) {
        const size_t number = blocks->unmatched++;
        if (blocks->matched[number]) continue;
        put_left(op, number);
        *out = &op->solution;
        return STATUS_OK;
      }
    if (blocks->left_done) return STATUS_OK;
    TRY(next_block(op, err));
  }
}

static void blocks_close(PlanOperator *op) {
  Blocks *blocks = op->state;
  if (blocks->right_open) operator_close(op->child[1]);
  blocks->right_open = false;
  operator_close(op->child[0]);
  rows_free(&blocks->left);
  rows_free(&blocks->sent);
  free(blocks->matched);
  blocks->matched = NULL;
  blocks->capacity = 0;
  arena_reset(op->scratch);
}

const OperatorClass OPERATOR_BLOCKS = {"blocks",    sizeof(Blocks), blocks_make,
                                       blocks_open, blocks_next,    blocks_close};
