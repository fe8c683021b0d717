// Law: a table that each branch of a union is joined with, and reads whole, is joined with the
// union, once.
//
// Preconditions:
// (1) The scan can be taken out of the union (pass/shared.h).
// (2) Conditions ask for columns of the scan, and no index begins with any of them: so each branch
//     reads the whole table, or looks it up for each of the rest's rows, which a join with the
//     union can do as well.
// (3) The tables of the rest have together no more rows than the scan's: where the conditions leave
//     few of its rows, the rest is not looked up for them any more, but read, which then costs no
//     more than reading the scan again.
//
// Before: UNION(JOIN(SCAN dev(id: v), FILTER(SCAN core(of: v, unit: u, length: l), u = 'ft')),
//               JOIN(SCAN exp(id: v), FILTER(SCAN core(of: v, unit: w, length: l), w = 'ft')))
// After:  JOIN(UNION(SCAN dev(id: v), SCAN exp(id: v)),
//              FILTER(SCAN core(of: v, unit: u, length: l), u = 'ft'))
//
// Why: a thing that lies in several tables repeats, for each, what all else is said of it. It runs
// late: other laws see more where a scan stands beside what it is joined with.
#include "rewriter/pass/shared.h"

// (2)
static bool is_read_whole(Pass *pass, const Shared *shared) {
  const Relation *relation = shared->scan->u.scan.table->relation;
  VarSet asked = varset_empty(pass->arena);
  for (size_t i = 0; i < shared->condition.count; i++)
    expr_variables(shared->condition.item[i], &asked);
  for (size_t i = 0; i < shared->scan->u.scan.count; i++) {
    const ScanColumn *column = &shared->scan->u.scan.column[i];
    if (varset_has(&asked, column->var) && relation_leads_index(relation, column->column))
      return false;
  }
  return shared->condition.count > 0;
}

// -1 where a table's rows are unknown.
static double rows_below(const Node *node) {
  if (node->kind == NODE_SCAN) return node->u.scan.table->relation->rows;
  double sum = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    const double rows = rows_below(node->child[i]);
    if (rows < 0) return -1;
    sum += rows;
  }
  return sum;
}

static const Node *of_union(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION) return node;
  const Scans scans = shared_candidates(pass, node);
  for (size_t i = 0; i < scans.count; i++) {
    Shared shared;
    if (!shared_take(pass, node, scans.item[i], &shared) || !is_read_whole(pass, &shared)) continue;
    const double rest = rows_below(shared.rest);
    if (rest < 0 || rest > shared.scan->u.scan.table->relation->rows) continue;  // (3)
    return shared_join(pass, node, &shared);
  }
  return node;
}

const Node *pass_once(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, of_union); }
