// Workers: small tables below unions.
#include "rewriter/plan/workers.h"

// min_parallel_table_scan_size as PostgreSQL comes, in pages of 8 kB.
enum { LARGE_PAGES = 1024 };

typedef struct Sizes {
  bool unions;
  bool large;
} Sizes;

static void look(const Node *node, Sizes *sizes) {
  if (node->kind == NODE_SCAN) {
    const double pages = node->u.scan.table->relation->pages;
    sizes->large |= pages < 0 || pages >= LARGE_PAGES;
  }
  if (node->kind == NODE_RECURSE) {
    look(node->u.recurse.start, sizes);
    look(node->u.recurse.step, sizes);
    if (node->u.recurse.with != NULL) look(node->u.recurse.with, sizes);
  }
  sizes->unions |= node->kind == NODE_UNION;
  for (size_t i = 0; i < node->child_count; i++) look(node->child[i], sizes);
}

Parallel plan_workers(const Node *tree) {
  Sizes sizes = {false, false};
  look(tree, &sizes);
  if (sizes.large) return PARALLEL_OF_SERVER;
  return sizes.unions ? PARALLEL_NONE : PARALLEL_EITHER;
}
