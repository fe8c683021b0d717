// RECURSE as WITH RECURSIVE: a derived table that begins with it, or, where several places would
// compute the same, one common table of the statement that all of them read.
#include "rewriter/ir/alpha.h"
#include "rewriter/ir/walk.h"
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

// --- What several places compute -----------------------------------------------------------------

typedef struct Found {
  const Node *node;
  size_t places;
} Found;

typedef struct Search {
  const Deparser *deparser;
  VEC(Found) found;  // each after those inside it
} Search;

static void search(Search *s, const Node *node);

static void search_expr(void *self, const Expr *expr) {
  if (expr->kind == EXPR_EXISTS) search(self, expr->u.exists.pattern);
  expr_each_operand(expr, search_expr, self);
}

static void search_sides(Search *s, const Node *node) {
  if (node->u.recurse.with != NULL) search_sides(s, node->u.recurse.with);
  search(s, node->u.recurse.start);
  search(s, node->u.recurse.step);
}

static void search(Search *s, const Node *node) {
  node_each_expr(node, search_expr, s);
  for (size_t i = 0; i < node->child_count; i++) search(s, node->child[i]);
  if (node->kind != NODE_RECURSE) return;
  for (size_t i = 0; i < s->found.count; i++)
    if (node_alpha_equal(s->deparser->arena, s->deparser->variables, s->found.item[i].node, node)) {
      s->found.item[i].places++;
      return;
    }
  search_sides(s, node);
  const Found found = {node, 1};
  VEC_PUSH(s->deparser->arena, &s->found, found);
}

// --- Blocks --------------------------------------------------------------------------------------

// What gives the same rows and several places read; NULL: nothing does.
static Recursion *find_shared(const Deparser *deparser, const Node *node) {
  for (size_t i = 0; i < deparser->shared.count; i++) {
    Recursion *shared = deparser->shared.item[i];
    if (node_alpha_equal(deparser->arena, deparser->variables, shared->node, node)) return shared;
  }
  return NULL;
}

static Status make_recursion(Deparser *deparser, const Node *node, const char *name,
                             Recursion **out, Error *err) {
  Arena *arena = deparser->arena;
  Recursion *recursion = ARENA_NEW(arena, Recursion);
  if (node->u.recurse.with != NULL) {
    TRY(make_recursion(deparser, node->u.recurse.with, "magic", &recursion->with, err));
    recursion->with->complete = true;
    VEC_PUSH(arena, &deparser->open, recursion->with);
  }
  recursion->node = node;
  recursion->name = alias_take(arena, &deparser->aliases, name);
  recursion->column = ARENA_ARRAY(arena, const Symbol *, node->u.recurse.count + 1);
  FromItem names = {.recursion = recursion};
  for (size_t i = 0; i < node->u.recurse.count; i++) {
    BlockDefinition column = {.var = node->u.recurse.var[i]};
    recursion->column[i] = column.column = block_column_name(deparser, &names, column.var);
    VEC_PUSH(arena, &names.columns, column);
  }
  VEC_PUSH(arena, &deparser->open, recursion);
  TRY(block_build(deparser, node->u.recurse.start, &recursion->start, err));
  TRY(block_build(deparser, node->u.recurse.step, &recursion->step, err));
  deparser->open.count -= recursion->with == NULL ? 1 : 2;
  if (recursion->readers > 1) recursion->last = alias_take(arena, &deparser->aliases, "last");
  *out = recursion;
  return STATUS_OK;
}

Status recursion_share(Deparser *deparser, const Node *tree, Error *err) {
  Search all = {.deparser = deparser};
  search(&all, tree);
  for (size_t i = 0; i < all.found.count; i++) {
    if (all.found.item[i].places == 1) continue;
    Recursion *recursion;
    TRY(make_recursion(deparser, all.found.item[i].node, "reached", &recursion, err));
    recursion->shared = true;
    VEC_PUSH(deparser->arena, &deparser->shared, recursion);
  }
  return STATUS_OK;
}

Status recursion_build(Deparser *deparser, const Node *node, Block *block, Error *err) {
  Recursion *recursion = find_shared(deparser, node);
  if (recursion == NULL) TRY(make_recursion(deparser, node, "reached", &recursion, err));
  FromItem *item = ARENA_NEW(deparser->arena, FromItem);
  item->kind = FROM_RECURSE;
  item->recursion = recursion;
  item->alias = alias_take(deparser->arena, &deparser->aliases, "r");
  block->from = item;
  block_define_columns(deparser, block, item, node->u.recurse.count, node->u.recurse.var,
                       recursion->column);
  return STATUS_OK;
}

Status recursion_build_working(Deparser *deparser, const Node *node, Block *block, Error *err) {
  for (size_t i = deparser->open.count; i-- > 0;) {
    Recursion *recursion = deparser->open.item[i];
    if (recursion->node->u.recurse.label != node->u.working.label) continue;
    FromItem *item = ARENA_NEW(deparser->arena, FromItem);
    item->kind = FROM_WORKING;
    item->recursion = recursion;
    item->complete = recursion->complete;
    if (!item->complete) recursion->readers++;
    item->alias = alias_take(deparser->arena, &deparser->aliases, item->complete ? "m" : "w");
    block->from = item;
    block_define_columns(deparser, block, item, node->u.working.count, node->u.working.var,
                         recursion->column);
    return STATUS_OK;
  }
  return error_at(err, STATUS_INTERNAL, node->at, "WORKING outside of its RECURSE");
}

// --- Text ----------------------------------------------------------------------------------------

// NAME(columns) AS (start UNION step); around: the block that conditions inside may look into.
static void render_common_table(Deparser *deparser, Buffer *out, Block *around,
                                const Recursion *recursion, int indent) {
  const Node *node = recursion->node;
  recursion->start->parent = recursion->step->parent = around;
  recursion->start->plain_types = true;
  recursion->start->in_union = recursion->step->in_union = true;
  recursion->start->in_recursion = recursion->step->in_recursion = true;
  buffer_printf(out, "%s(", recursion->name);
  for (size_t i = 0; i < node->u.recurse.count; i++) {
    if (i > 0) buffer_add_text(out, ", ");
    deparse_identifier(out, recursion->column[i]->text);
  }
  buffer_add_text(out, ") AS (");
  for (size_t i = 0; i < 2; i++) {
    if (i > 0) {
      render_break(deparser, out, indent + INDENT);
      buffer_add_text(out, "UNION");
    }
    Block *side = i == 0 ? recursion->start : recursion->step;
    // UNION ALL binds no stronger than UNION does.
    const bool named = i == 1 && recursion->last != NULL;
    const bool bracketed = side->branches.count > 0 || side->sliced || named;
    render_break(deparser, out, indent + INDENT);
    if (bracketed) buffer_add_char(out, '(');
    // PostgreSQL lets a recursion be read in one place only: there it gets another name.
    if (named) {
      buffer_printf(out, "WITH %s AS (TABLE %s)", recursion->last, recursion->name);
      render_break(deparser, out, indent + INDENT);
    }
    render_select(deparser, out, side, node->u.recurse.count,
                  i == 0 ? node->u.recurse.var : node->u.recurse.step_var, NULL, indent + INDENT);
    if (bracketed) buffer_add_char(out, ')');
  }
  render_break(deparser, out, indent);
  buffer_add_char(out, ')');
}

// The recursion, and before it what it is restricted to.
static void render_common_tables(Deparser *deparser, Buffer *out, Block *around,
                                 const Recursion *recursion, int indent) {
  if (recursion->with != NULL) {
    render_common_table(deparser, out, around, recursion->with, indent);
    buffer_add_char(out, ',');
    render_break(deparser, out, indent);
  }
  render_common_table(deparser, out, around, recursion, indent);
}

void recursion_render_shared(Deparser *deparser, Buffer *out) {
  for (size_t i = 0; i < deparser->shared.count; i++) {
    buffer_add_text(out, i == 0 ? "WITH RECURSIVE " : ",");
    if (i > 0) render_break(deparser, out, 0);
    render_common_tables(deparser, out, NULL, deparser->shared.item[i], 0);
  }
  if (deparser->shared.count > 0) render_break(deparser, out, 0);
}

void recursion_render(Deparser *deparser, Buffer *out, const Block *block, const FromItem *item,
                      int indent) {
  const Recursion *recursion = item->recursion;
  if (!recursion->shared) {
    buffer_add_char(out, '(');
    render_bracket_break(deparser, out, indent + INDENT);
    buffer_add_text(out, "WITH RECURSIVE ");
    render_common_tables(deparser, out, block->parent, recursion, indent + INDENT);
    render_break(deparser, out, indent + INDENT);
    buffer_printf(out, "TABLE %s", recursion->name);
    render_bracket_break(deparser, out, indent);
    buffer_printf(out, ") AS %s", item->alias);
  } else {
    buffer_printf(out, "%s AS %s", recursion->name, item->alias);
  }
}

void recursion_render_working(Buffer *out, const FromItem *item) {
  const Recursion *recursion = item->recursion;
  const bool last = recursion->last != NULL && !item->complete;
  buffer_printf(out, "%s AS %s", last ? recursion->last : recursion->name, item->alias);
}
