// The patterns of a rule's body, and what stands around them.
#include "base/rdf/vocabulary.h"
#include "rewriter/rule/parts.h"

RuleKey rule_key(const Slot *predicate, const Slot *object) {
  RuleKey key = {0};
  if (predicate->kind != SLOT_TERM) return key;
  key.predicate = predicate->term.lexical;
  if (key.predicate == &RDF_TYPE && object->kind == SLOT_TERM && object->term.kind == TERM_IRI)
    key.class_ = object->term.lexical;
  return key;
}

bool rule_keys_meet(const RuleKey *a, const RuleKey *b) {
  if (a->predicate == NULL || b->predicate == NULL) return true;
  if (a->predicate != b->predicate) return false;
  return a->class_ == NULL || b->class_ == NULL || a->class_ == b->class_;
}

// What stands around a pattern.
typedef struct Around {
  const char *within;
  bool strict;
} Around;

typedef struct Search {
  Arena *arena;
  Occurrences *out;
} Search;

static void search(Search *search_, const Node *node, Around around);

static void add(Search *search_, const Node *node, RuleKey key, const Slot *graph, Around around) {
  const Occurrence occurrence = {node, key, around.within, around.strict, graph->kind != SLOT_NONE};
  VEC_PUSH(search_->arena, search_->out, occurrence);
}

// A path closes over its links by itself. Its pairs of length zero are of the nodes that there are
// without the rule.
static void search_path(Search *search_, const Node *node, const Path *path, Around around) {
  const Slot *graph = &node->u.path.graph;
  if (path->kind == PATH_LINK) add(search_, node, (RuleKey){path->iri, NULL}, graph, around);
  if (path->kind == PATH_NEGATED) {
    add(search_, node, (RuleKey){0}, graph, around);
    return;
  }
  for (size_t i = 0; i < path->count; i++) search_path(search_, node, path->child[i], around);
}

static void search_expr(Search *search_, const Expr *expr, Around around) {
  if (expr == NULL) return;
  switch (expr->kind) {
    case EXPR_CALL:
      for (size_t i = 0; i < expr->u.call.count; i++)
        search_expr(search_, expr->u.call.arg[i], around);
      break;
    case EXPR_AGG: search_expr(search_, expr->u.agg.arg, around); break;
    case EXPR_EXISTS:
      // Anything may be made of its truth: NOT, IF, =.
      search(search_, expr->u.exists.pattern,
             (Around){expr->u.exists.negated ? "NOT EXISTS" : "EXISTS", true});
      break;
    default: break;
  }
}

static void search_exprs(Search *search_, const Node *node, Around around) {
  switch (node->kind) {
    case NODE_FILTER: search_expr(search_, node->u.filter.condition, around); break;
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++)
        search_expr(search_, node->u.extend.binding[i].expr, around);
      break;
    case NODE_GROUP:
      for (size_t i = 0; i < node->u.group.aggregate_count; i++)
        search_expr(search_, node->u.group.aggregate[i].expr, around);
      break;
    case NODE_LEFTJOIN: search_expr(search_, node->u.join.condition, around); break;
    default: break;
  }
}

// What a kind of node makes of its child number i.
static Around inside(const Node *node, size_t i, Around around) {
  switch (node->kind) {
    case NODE_MINUS: return i == 1 ? (Around){"MINUS", true} : around;
    case NODE_LEFTJOIN: return i == 1 ? (Around){"OPTIONAL", true} : around;
    case NODE_GROUP: return (Around){"an aggregate", true};
    case NODE_SLICE: return (Around){"LIMIT", true};
    case NODE_SERVICE: return (Around){"SERVICE", around.strict};
    default: return around;
  }
}

static void search(Search *search_, const Node *node, Around around) {
  if (node->kind == NODE_TRIPLE)
    add(search_, node, rule_key(&node->u.triple.predicate, &node->u.triple.object),
        &node->u.triple.graph, around);
  if (node->kind == NODE_PATH)
    search_path(search_, node, node->u.path.path,
                (Around){around.within == NULL ? "a path" : around.within, around.strict});
  search_exprs(search_, node, around);
  for (size_t i = 0; i < node->child_count; i++)
    search(search_, node->child[i], inside(node, i, around));
}

void rule_occurrences(Arena *arena, const Rule *rule, Occurrences *out) {
  Search all = {arena, out};
  search(&all, rule->body, (Around){NULL, false});
}

size_t rule_joined(const Node *node, bool (*is)(void *self, const Node *leaf), void *self) {
  if (node->kind == NODE_TRIPLE) return is(self, node) ? 1 : 0;
  size_t most = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    const size_t found = rule_joined(node->child[i], is, self);
    if (node->kind != NODE_UNION)
      most += found;
    else if (found > most)
      most = found;
  }
  return most;
}

bool rule_has_exists(const Expr *expr) {
  if (expr == NULL) return false;
  if (expr->kind == EXPR_EXISTS) return true;
  if (expr->kind != EXPR_CALL) return false;
  for (size_t i = 0; i < expr->u.call.count; i++)
    if (rule_has_exists(expr->u.call.arg[i])) return true;
  return false;
}
