// Names of regimes and constraints.
#include "reasoner/axiom.h"

#include <string.h>

#include "reasoner/ontology.h"

static const char *const REGIMES[REGIME_COUNT] = {"off", "rdfs", "ql", "full"};

const char *regime_name(Regime regime) { return REGIMES[regime]; }

bool regime_parse(const char *name, Regime *out) {
  for (unsigned i = 0; i < REGIME_COUNT; i++) {
    if (strcmp(name, REGIMES[i]) != 0) continue;
    *out = (Regime)i;
    return true;
  }
  return false;
}

static const char *const CONSTRAINTS[CONSTRAINT_COUNT] = {
#define CONSTRAINT(kind, name) name,
#include "reasoner/constraint.def"
#undef CONSTRAINT
};

const char *constraint_name(ConstraintKind kind) { return CONSTRAINTS[kind]; }

bool same_as_parse(const char *name, SameAs *out) {
  static const char *const names[] = {"off", "members", "representatives"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(names[i], name) != 0) continue;
    *out = (SameAs)i;
    return true;
  }
  return false;
}
