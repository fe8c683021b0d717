// What the readers of axioms share; private to read_*_axiom.c and read_axiom.c.
#ifndef ANAMORPH_REASONER_READ_AXIOM_PARTS_H
#define ANAMORPH_REASONER_READ_AXIOM_PARTS_H

#include "reasoner/reading.h"

// The readers of axiom_word.def: a statement's axiom into normal forms.
void read_all_different(Reading *reading, const GraphStatement *s);
void read_all_disjoint_classes(Reading *reading, const GraphStatement *s);
void read_all_disjoint_properties(Reading *reading, const GraphStatement *s);
void read_assertion(Reading *reading, const GraphStatement *s);
void read_asymmetric(Reading *reading, const GraphStatement *s);
void read_chain(Reading *reading, const GraphStatement *s);
void read_definition(Reading *reading, const GraphStatement *s);
void read_different(Reading *reading, const GraphStatement *s);
void read_disjoint(Reading *reading, const GraphStatement *s);
void read_disjoint_property(Reading *reading, const GraphStatement *s);
void read_disjoint_union(Reading *reading, const GraphStatement *s);
void read_domain(Reading *reading, const GraphStatement *s);
void read_equivalent_class(Reading *reading, const GraphStatement *s);
void read_equivalent_property(Reading *reading, const GraphStatement *s);
void read_functional(Reading *reading, const GraphStatement *s);
void read_inverse(Reading *reading, const GraphStatement *s);
void read_inverse_functional(Reading *reading, const GraphStatement *s);
void read_irreflexive(Reading *reading, const GraphStatement *s);
void read_key(Reading *reading, const GraphStatement *s);
void read_negative(Reading *reading, const GraphStatement *s);
void read_range(Reading *reading, const GraphStatement *s);
void read_reflexive(Reading *reading, const GraphStatement *s);
void read_subclass(Reading *reading, const GraphStatement *s);
void read_subproperty(Reading *reading, const GraphStatement *s);
void read_symmetric(Reading *reading, const GraphStatement *s);
void read_transitive(Reading *reading, const GraphStatement *s);
void reader(Reading *reading, const GraphStatement *s);

// --- One axiom (read_axiom.c) --------------------------------------------------------------------
// The axiom becomes the one that normal forms are of. text is emptied.
void axiom_begin(Reading *reading, Source source, Regime regime, Buffer *text);
void axiom_begin_expressions(Reading *reading, Source source, Regime regime, const char *name,
                             const ClassExpression *a, const ClassExpression *b);
void axiom_begin_properties(Reading *reading, Source source, Regime regime, const char *name,
                            size_t count, const PropertyExpression property[]);
// It is counted, or told with why it is outside.
void axiom_end(Reading *reading, bool good);
// One that cannot even be read.
void axiom_broken(Reading *reading, const GraphStatement *statement);

// What may stand on the right in OWL 2 QL (read_class_axiom.c).
bool axiom_is_ql_right(const ClassExpression *e);

// The list of owl:members or owl:distinctMembers (read_class_axiom.c).
const Term *axiom_members(const Reading *reading, const Term *node);
// The statement as it stands (read_individual_axiom.c).
void axiom_add_fact(Reading *reading, const GraphStatement *s);
void axiom_add_individual(Reading *reading, const GraphStatement *s);

#endif
