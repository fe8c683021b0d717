// A scan that every branch of a union is joined with, taken out of it.
#ifndef ANAMORPH_REWRITER_PASS_SHARED_H
#define ANAMORPH_REWRITER_PASS_SHARED_H

#include "rewriter/pass/pass.h"

// The union is PROJECT(EXTEND(FILTER(JOIN(rest, scan), condition), copies)) on its variables:
// joining and filtering go through a union either way.
typedef struct Shared {
  const Node *rest;  // a UNION without the scan; it binds the variables that the scan shares
  const Node *scan;  // in names of its own, but for those that rest binds
  Conditions condition;
  size_t copy_count;
  const Binding *copy;  // the union's variables that are columns of the scan
} Shared;

// The scans of the first branch that might be taken out: each branch has one like it.
typedef VEC(const Node *) Scans;
Scans shared_candidates(Pass *pass, const Node *unions);

// In each branch, below PROJECT, EXTEND, FILTER and the left sides of SEMI and ANTI, a JOIN has a
// member that scans the relation of `scan`, one of the first branch's, for the same columns. It
// shares the same of them with the rest of its JOIN; the others are, as the union's variables, the
// same in each branch, and are asked for by the same conditions, in which nothing else is
// mentioned. false: that is not so.
bool shared_take(Pass *pass, const Node *unions, const Node *scan, Shared *out);

const Node *shared_join(Pass *pass, const Node *unions, const Shared *shared);

#endif
