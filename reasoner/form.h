// Forms: assertions as saturation turns them, before they get the name that they are derived for.
#ifndef ANAMORPH_REASONER_FORM_H
#define ANAMORPH_REASONER_FORM_H

#include "base/vec.h"
#include "mapping/model.h"

typedef VEC(Assertion) AssertionList;

// Some of its terms may be literals.
bool form_has_literals(const TermMap *map);

// Subject and object change places, and with them the tables of a join. False where the object can
// be no subject (a literal, or what a column may make one), or the graph is named by a column of
// what would be the parent.
bool form_swap(Arena *arena, const Assertion *form, Assertion *out);

// The same of a form whose rows have no literal as object, whatever its map may say.
bool form_turn(Arena *arena, const Assertion *form, Assertion *out);

// What the subjects of a property's assertion are: members of its domain. Rows where the object has
// no term are left out.
const Assertion *form_of_subject(Arena *arena, const Assertion *property);

#endif
