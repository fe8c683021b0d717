// Leaves of a mixed plan that are no SQL statements: solutions that come from outside (SERVICE).
//
// A leaf is opened once for every block of bindings that its partner in a join has, or once without
// one. What it gives is joined with the partner by the operator above it, so that a leaf may use
// the block or not; using it is what makes a selective left side limit a remote query.
#ifndef ANAMORPH_ENDPOINT_RUN_OPERATOR_LEAF_H
#define ANAMORPH_ENDPOINT_RUN_OPERATOR_LEAF_H

#include "rewriter/ir/query.h"

// Bindings of some of the leaf's variables: cell[i * var_count + j], every one of them bound, no
// two rows alike. Valid until the leaf is closed. With them a leaf gives the solutions of
// Join(pattern, block), without them those of the pattern.
typedef struct LeafBlock {
  size_t var_count;
  const VarId *var;
  size_t row_count;
  const Term *cell;
} LeafBlock;

typedef struct Leaf {
  void *self;
  size_t block_rows;    // most rows that a block should have; 0: no block is wanted
  const char *warning;  // what its solutions must be taken with, known beforehand; NULL: nothing
  // Begins an answer. block: NULL where the partner binds nothing that the leaf has. timeout_ms:
  // what is left of the query's time, 0 for no limit. After an error, too, close follows. Errors:
  // the leaf's own, with the host in the message; STATUS_LIMIT; STATUS_CANCELLED.
  Status (*open)(void *self, const LeafBlock *block, unsigned timeout_ms, Error *err);
  // The next solution: terms[j] for the j-th of the node's variables, by ascending id; they are
  // valid until the next call. *there is false after the last one.
  Status (*next)(void *self, Term terms[], bool *there, Error *err);
  void (*close)(void *self);
  // Ends an open or next that waits, with STATUS_CANCELLED. From any thread, at any time between
  // make and the end of the arena, several times.
  void (*cancel)(void *self);
} Leaf;

// Who makes the leaves of a query's SERVICE nodes.
typedef struct LeafMaker {
  void *self;
  // A leaf that lives as long as `arena` (arena_on_release for what is to be freed). What is not
  // allowed is refused here, before anything runs; with SILENT such a leaf gives one solution that
  // binds nothing. Errors: STATUS_UNSUPPORTED, STATUS_USAGE, at service->at.
  Status (*make)(void *self, const Query *query, const Node *service, Arena *arena, Leaf *out,
                 Error *err);
} LeafMaker;

#endif
