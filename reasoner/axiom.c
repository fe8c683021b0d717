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

static const char *const SAME_AS[SAME_AS_COUNT] = {"off", "members", "representatives"};

const char *same_as_name(SameAs same_as) { return SAME_AS[same_as]; }

bool same_as_parse(const char *name, SameAs *out) {
  for (unsigned i = 0; i < SAME_AS_COUNT; i++) {
    if (strcmp(SAME_AS[i], name) != 0) continue;
    *out = (SameAs)i;
    return true;
  }
  return false;
}
