// XPath regular expressions (F&O 5.6.1, XSD 1.1 part 2 appendix G) written in another syntax so
// that they mean the same: PostgreSQL's advanced ones, or PCRE2's.
#ifndef ANAMORPH_REWRITER_REGEX_REGEX_H
#define ANAMORPH_REWRITER_REGEX_REGEX_H

#include "base/arena.h"

// PostgreSQL: for a database in UTF-8; what it has not is refused. PCRE2: for PCRE2_UTF,
// PCRE2_DOLLAR_ENDONLY, PCRE2_MATCH_UNSET_BACKREF and newlines that are LF; all of XPath's syntax.
typedef enum RegexDialect { REGEX_POSTGRESQL, REGEX_PCRE2 } RegexDialect;

typedef struct RegexText {
  const char *pattern;  // PostgreSQL's holds its options
  bool insensitive;     // flag i, flag m
  bool lines;
  bool unicode;        // classes or case reach beyond ASCII: match under a Unicode collation
  bool ambiguous;      // the longest match may not be the one that XPath takes
  bool matches_empty;  // matches the empty string
  unsigned groups;
} RegexText;

// false: the pattern or the flags are not lawful, an error of the expression; or *unsupported says
// what of it the dialect has not (NULL otherwise). What passes is lawful in the dialect.
bool regex_translate(Arena *arena, RegexDialect dialect, const char *pattern, const char *flags,
                     RegexText *out, const char **unsupported);

#endif
