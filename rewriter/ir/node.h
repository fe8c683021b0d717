// The one tree: an immutable node type that serves from SPARQL's algebra (SPARQL 1.1 section 18)
// to the relational tree that becomes SQL.
//
// Three phases. In the *algebra* (A), leaves are triple patterns and variables hold RDF terms. In
// the *lifted* phase (L), leaves are scans and every variable in the tree is native: it holds a
// column value or an expression over columns; what each RDF variable is made of stands beside the
// tree, in a substitution of term constructors. node.def says which kinds are legal when;
// node_verify checks. In the *mixed* phase (M) the algebra's operators stand over SQL statements
// and services, and are evaluated outside PostgreSQL. Native variables join like SPARQL's: the same
// variable in two scans of a JOIN is an SQL equality (NULL never joins).
//
// Nodes live in the query's arena. A pass returns the same pointer when it changed nothing.
#ifndef ANAMORPH_REWRITER_IR_NODE_H
#define ANAMORPH_REWRITER_IR_NODE_H

#include "mapping/model.h"
#include "rewriter/ir/expr.h"

typedef enum NodeKind {
#define NODE(name, children, phases, note) NODE_##name,
#include "rewriter/ir/node.def"
#undef NODE
  NODE_KIND_COUNT
} NodeKind;

// A place in a triple pattern: a variable or a constant. graph places may also be SLOT_NONE: the
// default graph.
typedef enum SlotKind { SLOT_NONE, SLOT_VAR, SLOT_TERM } SlotKind;
typedef struct Slot {
  SlotKind kind;
  VarId var;
  Term term;
} Slot;

// The same variable, the same constant, or no graph both.
bool slot_equal(const Slot *a, const Slot *b);

// Property paths (SPARQL 1.1 section 9). Sequences, alternatives and inverses between ordinary
// predicates are joins and unions in the algebra already; what is left below PATH is any of these.
typedef enum PathKind {
  PATH_LINK,          // an IRI
  PATH_INVERSE,       // ^p
  PATH_SEQUENCE,      // p / q
  PATH_ALTERNATIVE,   // p | q
  PATH_ZERO_OR_MORE,  // p*
  PATH_ONE_OR_MORE,   // p+
  PATH_ZERO_OR_ONE,   // p?
  PATH_NEGATED,       // !(a | ^b): children are LINK and INVERSE of LINK
} PathKind;
typedef struct Path {
  PathKind kind;
  const Symbol *iri;  // PATH_LINK
  size_t count;
  const struct Path *const *child;
  Position at;
} Path;

// A column of a scan that the query uses, and the native variable that holds it.
typedef struct ScanColumn {
  unsigned column;  // index into the relation's columns
  VarId var;
} ScanColumn;

typedef struct Binding {
  VarId var;
  const Expr *expr;
} Binding;

typedef struct OrderKey {
  const Expr *expr;
  bool descending;
} OrderKey;

#define SLICE_NO_LIMIT UINT64_MAX

typedef struct Node Node;
struct Node {
  NodeKind kind;
  Position at;
  // Derived when the node is made (node.c):
  size_t size;       // nodes of the tree, those that are shared once for each place
  VarSet variables;  // in scope above this node
  VarSet certain;    // never unbound (A) or NULL (L)
  size_t key_count;  // L: sets of variables of which no two rows share the values; a node with any
  const VarSet
      *key;  //    key has no duplicate rows. Key columns may be NULL-free or not: see node.c
  size_t child_count;
  const Node *const *child;
  union {
    struct {
      Slot subject, predicate, object, graph;
      size_t omitted_count;  // clauses of the rules, by number, that do not count here: what they
      const unsigned *omitted;  // give of the pattern stands beside it (plan/derived.c)
    } triple;
    struct {
      Slot subject, object, graph;
      const Path *path;
    } path;
    struct {
      Slot graph;
    } graph_names;
    struct {
      const LogicalTable *table;
      size_t count;
      const ScanColumn *column;
    } scan;
    // FAN: cells are native expressions over the child's variables.
    // row[i * var_count + j]; A: EXPR_CONST or EXPR_UNBOUND, L: EXPR_NATIVE or native EXPR_UNBOUND.
    struct {
      size_t var_count, row_count;
      const VarId *var;
      const Expr *const *cell;
    } values;
    struct {
      Slot endpoint;
      bool silent;
      const Symbol *text;  // the pattern's own text, for sending
    } service;
    struct {
      const Expr *condition;  // A: RDF-sorted (its effective boolean value counts), L: native
    } filter;
    struct {
      size_t count;
      const Binding *binding;
    } extend;
    struct {
      size_t count;
      const VarId *var;
    } project;
    struct {
      bool reduced;  // REDUCED: removing is allowed, not required
    } distinct;
    struct {
      size_t key_count;
      const VarId *key;  // grouping variables, bound below by EXTEND where they are expressions
      size_t aggregate_count;
      const Binding *aggregate;  // each expr is EXPR_AGG (A) or native with EXPR_SQL_AGG inside (L)
    } group;
    struct {
      size_t count;
      const OrderKey *key;
    } order;
    struct {
      uint64_t offset, limit;
      VarId graph;  // A, M: GRAPH ?g around it, each of whose values has a slice; else VAR_NONE
    } slice;
    struct {
      VarId graph;  // GRAPH ?g around it: compared, but it is none of the variables that the sides
                    // must share; else VAR_NONE
    } minus;
    // The rows of `start` and, until nothing new comes, what `step` makes of the rows that came
    // last; each row once. `step` sees those as WORKING of the same label. Both have names of their
    // own for the columns and are not children: what a pass does around them does not reach inside.
    // with: another RECURSE that is done before; start and step see all its rows as WORKING of its
    // label. NULL: none.
    struct {
      unsigned label;
      size_t count;
      const VarId *var;  // seen above, and start's
      const VarId *step_var;
      const struct Node *start, *step;
      const struct Node *with;
    } recurse;
    struct {
      unsigned label;
      size_t count;
      const VarId *var;
    } working;
    // The child binds the three variables in every solution. start: pairs from that term only;
    // TERM_UNBOUND: from all. graph: a walk stays in one; VAR_NONE: there is none.
    struct {
      VarId from, to, graph;
      Term start;
    } closure;
    struct {
      const Expr *condition;  // LEFTJOIN, SEMI, ANTI: NULL for none
      bool listed;            // SEMI: see node_semi_listed
    } join;
    struct {
      unsigned number;          // of the statement in its plan, from 1
      const Node *pattern;      // what it answers (A)
      const struct Plan *plan;  // rewriter/rewrite.h; NULL until it is written
    } statement;
  } u;
};

// --- Constructors. Arrays are copied; derived properties are computed. ---------------------------
const Node *node_triple(Arena *arena, Slot subject, Slot predicate, Slot object, Slot graph,
                        Position at);
// The same triple pattern without what these clauses of the rules give.
const Node *node_triple_without(Arena *arena, const Node *triple, size_t count,
                                const unsigned omitted[]);
const Node *node_path(Arena *arena, Slot subject, const Path *path, Slot object, Slot graph,
                      Position at);
const Node *node_graph_names(Arena *arena, Slot graph, Position at);
const Node *node_scan(Arena *arena, const LogicalTable *table, size_t count,
                      const ScanColumn columns[]);
const Node *node_values(Arena *arena, size_t var_count, const VarId vars[], size_t row_count,
                        const Expr *const cells[]);
// FAN: the child's rows, each with each of the rows of cells, which may use the child's variables.
const Node *node_fan(Arena *arena, const Node *child, size_t var_count, const VarId vars[],
                     size_t row_count, const Expr *const cells[]);
const Node *node_unit(Arena *arena);
const Node *node_empty(Arena *arena, const VarSet *variables);  // variables may be NULL
const Node *node_service(Arena *arena, Slot endpoint, bool silent, const Symbol *text,
                         const Node *child, Position at);
const Node *node_filter(Arena *arena, const Node *child, const Expr *condition);
const Node *node_extend(Arena *arena, const Node *child, size_t count, const Binding bindings[]);
const Node *node_project(Arena *arena, const Node *child, size_t count, const VarId vars[]);
// The same on the variables of a set.
const Node *node_project_set(Arena *arena, const Node *child, const VarSet *vars);
const Node *node_distinct(Arena *arena, const Node *child, bool reduced);
const Node *node_group(Arena *arena, const Node *child, size_t key_count, const VarId keys[],
                       size_t aggregate_count, const Binding aggregates[]);
const Node *node_order(Arena *arena, const Node *child, size_t count, const OrderKey keys[]);
const Node *node_slice(Arena *arena, const Node *child, uint64_t offset, uint64_t limit);
// The slice of the solutions for each value of a variable.
const Node *node_slice_each(Arena *arena, const Node *child, uint64_t offset, uint64_t limit,
                            VarId graph);
const Node *node_join(Arena *arena, size_t count, const Node *const children[]);
const Node *node_leftjoin(Arena *arena, const Node *left, const Node *right, const Expr *condition);
// certain: the columns that are never NULL.
const Node *node_working(Arena *arena, unsigned label, size_t count, const VarId vars[],
                         const VarSet *certain);
const Node *node_recurse(Arena *arena, unsigned label, size_t count, const VarId vars[],
                         const Node *start, const VarId step_vars[], const Node *step,
                         const Node *with);
const Node *node_semi(Arena *arena, const Node *left, const Node *right, const Expr *condition);
// A SEMI whose sides share one variable, and whose right side mentions nothing of what is around
// it: its values are listed once, and the left side's is looked for among them.
const Node *node_semi_listed(Arena *arena, const Node *left, const Node *right);
// The variable that is looked for.
VarId node_listed_variable(const Node *semi);
const Node *node_anti(Arena *arena, const Node *left, const Node *right, const Expr *condition);
// A LEFTJOIN, SEMI or ANTI, as `like` is one; a listed SEMI, which has no condition, where it is.
const Node *node_of_two(Arena *arena, const Node *like, const Node *const children[],
                        const Expr *condition);
const Node *node_minus(Arena *arena, const Node *left, const Node *right, VarId graph);
// Each pair once; duplicates of the child do not matter.
const Node *node_closure(Arena *arena, const Node *step, VarId from, VarId to, VarId graph,
                         Term start);
const Node *node_union(Arena *arena, size_t count, const Node *const children[]);
// Binds what `pattern` binds, of that only what is in `kept` (NULL: all).
const Node *node_statement(Arena *arena, unsigned number, const Node *pattern,
                           const struct Plan *plan, const VarSet *kept);

// The same node over other children (derived properties computed anew).
const Node *node_with_children(Arena *arena, const Node *node, const Node *const children[]);
// The same with another child at `at`; the node itself when it is no other.
const Node *node_with_child(Arena *arena, const Node *node, size_t at, const Node *child);

const char *node_kind_name(NodeKind kind);

#endif
