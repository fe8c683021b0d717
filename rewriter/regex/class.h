// Inside the translation of regular expressions: classes of characters, from `[a-z-[aeiou]]` to
// `\p{Lu}` (XSD 1.1 part 2, G.4).
#ifndef ANAMORPH_REWRITER_REGEX_CLASS_H
#define ANAMORPH_REWRITER_REGEX_CLASS_H

#include "base/buffer.h"
#include "base/vec.h"
#include "rewriter/regex/regex.h"

// escape '\0': the code points low to high; else the letter of a class: d s w i c, in upper case
// what is not in it, or p and P with `name` (a category, or "Is" and a block).
typedef struct ClassItem {
  uint32_t low, high;
  char escape;
  char name[48];
} ClassItem;

typedef struct CharacterClass {
  bool negated;
  VEC(ClassItem) items;
  const struct CharacterClass *minus;  // NULL: nothing is subtracted
} CharacterClass;

// What follows `[`, to its `]`. false: not lawful. *at is moved.
bool class_parse(Arena *arena, const char **at, CharacterClass *out);

// A class of one escape, what follows the backslash: a letter that names many characters. false:
// not one (*at stays), or not lawful (*at is NULL).
bool class_parse_escape(Arena *arena, const char **at, CharacterClass *out);

// The character that an escape like `\n` or `\.` stands for; 0: none.
char class_escaped(char c);

// Appends the class as an atom. NULL, or what of it the dialect has not.
const char *class_write(RegexDialect dialect, const CharacterClass *class_, bool insensitive,
                        Buffer *out, bool *unicode);

#endif
