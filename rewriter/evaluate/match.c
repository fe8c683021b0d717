// REGEX and REPLACE (SPARQL 1.1 sections 17.4.3.14 and 17.4.3.15; F&O 5.6), by PCRE2.
//
// Compiled patterns are kept for the life of the evaluator, up to CACHE_MAX of them: most queries
// have one or two constants. A match is given STEPS_MAX steps (PCRE2's match limit) between two
// questions whether the query is still wanted; one that needs more ends the query.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"
#include "rewriter/regex/regex.h"

enum { CACHE_MAX = 64, STEPS_MAX = 10000000, HEAP_MAX_KIB = 65536, REPLACED_MAX = 1 << 28 };

// code is NULL where the pattern or its flags are not lawful.
typedef struct Regex {
  const Symbol *pattern, *flags;
  pcre2_code *code;
  bool matches_empty;
  unsigned groups;
} Regex;

typedef struct RegexCache {
  Regex regex[CACHE_MAX];
  size_t count;
  pcre2_compile_context *compile;
  pcre2_match_context *match;
  pcre2_match_data *data;
  Arena *texts;  // of the patterns
} RegexCache;

static void forget(RegexCache *cache) {
  for (size_t i = 0; i < cache->count; i++) pcre2_code_free(cache->regex[i].code);
  cache->count = 0;
}

static void release(void *object) {
  RegexCache *cache = object;
  forget(cache);
  pcre2_match_data_free(cache->data);
  pcre2_match_context_free(cache->match);
  pcre2_compile_context_free(cache->compile);
  arena_destroy(cache->texts);
}

static RegexCache *cache_of(Evaluator *evaluator) {
  if (evaluator->regexes != NULL) return evaluator->regexes;
  RegexCache *cache = ARENA_NEW(evaluator->arena, RegexCache);
  arena_on_release(evaluator->arena, release, cache);
  cache->texts = arena_create(0);
  cache->compile = pcre2_compile_context_create(NULL);
  cache->match = pcre2_match_context_create(NULL);
  cache->data = pcre2_match_data_create(128, NULL);
  if (cache->texts == NULL || cache->compile == NULL || cache->match == NULL || cache->data == NULL)
    arena_fail(evaluator->arena, STATUS_LIMIT, "no memory left for regular expressions");
  pcre2_set_newline(cache->compile, PCRE2_NEWLINE_LF);
  pcre2_set_match_limit(cache->match, STEPS_MAX);
  pcre2_set_heap_limit(cache->match, HEAP_MAX_KIB);
  evaluator->regexes = cache;
  return cache;
}

// --- Compiling -----------------------------------------------------------------------------------

static bool refuse(Evaluation *this, const Symbol *pattern, const char *why) {
  if (this->status == STATUS_OK)
    this->status = error_at(this->err, STATUS_LIMIT, this->call->at,
                            "the regular expression \"%.100s\" %s", pattern->text, why);
  return false;
}

static bool same(const Symbol *a, const Symbol *b) {
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static pcre2_code *compile(RegexCache *cache, const RegexText *text) {
  const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                           PCRE2_NEVER_BACKSLASH_C | (text->insensitive ? PCRE2_CASELESS : 0u) |
                           (text->lines ? PCRE2_MULTILINE : 0u);
  int error;
  PCRE2_SIZE at;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)text->pattern, PCRE2_ZERO_TERMINATED, options,
                                   &error, &at, cache->compile);
  if (code != NULL) (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return code;
}

static int match(Evaluation *this, const Regex *regex, const Symbol *text, size_t from,
                 uint32_t options);

static Regex *find_regex(RegexCache *cache, const Symbol *pattern, const Symbol *flags) {
  for (size_t i = 0; i < cache->count; i++)
    if (same(cache->regex[i].pattern, pattern) && same(cache->regex[i].flags, flags))
      return &cache->regex[i];
  return NULL;
}

static Symbol *keep(RegexCache *cache, const Symbol *text) {
  Symbol *symbol = ARENA_NEW(cache->texts, Symbol);
  *symbol = (Symbol){arena_copy_text(cache->texts, text->text, text->length), text->length};
  return symbol;
}

// NULL: an error of the expression, or this->status is set.
static const Regex *regex_of(Evaluation *this, const Symbol *pattern, const Symbol *flags) {
  RegexCache *cache = cache_of(this->evaluator);
  Regex *regex = find_regex(cache, pattern, flags);
  if (regex != NULL) return regex->code == NULL ? NULL : regex;
  RegexText text;
  const char *unsupported = NULL;
  const bool lawful =
      regex_translate(this->memory, REGEX_PCRE2, pattern->text, flags->text, &text, &unsupported);
  if (unsupported != NULL) {
    refuse(this, pattern, arena_format(this->memory, "has %s, more than can be", unsupported));
    return NULL;
  }
  if (cache->count == CACHE_MAX) {
    forget(cache);
    arena_reset(cache->texts);
  }
  regex = &cache->regex[cache->count++];
  *regex = (Regex){.pattern = keep(cache, pattern), .flags = keep(cache, flags)};
  if (!lawful) return NULL;
  regex->groups = text.groups;
  regex->code = compile(cache, &text);
  if (regex->code == NULL) {
    refuse(this, pattern, "is too large");
    return NULL;
  }
  static const Symbol empty = {"", 0};
  regex->matches_empty = match(this, regex, &empty, 0, 0) > 0;
  return this->status == STATUS_OK ? regex : NULL;
}

// --- Matching ------------------------------------------------------------------------------------

// >0: it matches at or after `from`, and the match data say where.
static int match(Evaluation *this, const Regex *regex, const Symbol *text, size_t from,
                 uint32_t options) {
  const EvaluatorOptions *asked = &this->evaluator->options;
  if (asked->cancelled != NULL && asked->cancelled(asked->self)) {
    this->status = error_at(this->err, STATUS_CANCELLED, this->call->at, "the query was cancelled");
    return 0;
  }
  RegexCache *cache = this->evaluator->regexes;
  const int found = pcre2_match(regex->code, (PCRE2_SPTR)text->text, text->length, from, options,
                                cache->data, cache->match);
  if (found >= 0) return found == 0 ? 1 : found;
  if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT ||
      found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_JIT_STACKLIMIT)
    refuse(this, regex->pattern, "takes too many steps on a value");
  return 0;
}

static const Symbol no_flags = {"", 0};

EVALUATE(evaluate_regex) {
  const Regex *regex = regex_of(this, args[1].lexical, count > 2 ? args[2].lexical : &no_flags);
  if (regex == NULL) return EVALUATION_ERROR;
  return typed_boolean(match(this, regex, args[0].lexical, 0, 0) > 0);
}

// --- Replacing -----------------------------------------------------------------------------------

// Appends what stands for a match: $N is what group N took, with as many digits as there are
// groups; \$ and \\ are themselves. false: anything else after $ or \.
static bool add_replacement(const Symbol *with, const char *text, const PCRE2_SIZE *taken,
                            unsigned groups, Buffer *out) {
  for (const char *c = with->text; *c != '\0'; c++) {
    if (*c == '\\') {
      c++;
      if (*c != '\\' && *c != '$') return false;
      buffer_add_char(out, *c);
    } else if (*c == '$') {
      if (c[1] < '0' || c[1] > '9') return false;
      size_t group = (size_t)(*++c - '0');
      while (c[1] >= '0' && c[1] <= '9' && group * 10 + (size_t)(c[1] - '0') <= groups)
        group = group * 10 + (size_t)(*++c - '0');
      if (group <= groups && taken[2 * group] != PCRE2_UNSET)
        buffer_add(out, text + taken[2 * group], taken[2 * group + 1] - taken[2 * group]);
    } else {
      buffer_add_char(out, *c);
    }
  }
  return true;
}

// false: an error, or this->status is set.
static bool replace_all(Evaluation *this, const Regex *regex, const Symbol *text,
                        const Symbol *with, Buffer *out) {
  size_t at = 0;
  const PCRE2_SIZE *taken = pcre2_get_ovector_pointer(this->evaluator->regexes->data);
  // The match data hold as many groups as they were made for.
  const unsigned groups = regex->groups < 127 ? regex->groups : 127;
  // The replacement is looked at even where nothing matches.
  static const PCRE2_SIZE nothing[256] = {0};
  Buffer unused = {0};
  const bool lawful = add_replacement(with, "", nothing, groups, &unused);
  buffer_free(&unused);
  if (!lawful) return false;
  while (match(this, regex, text, at, at > 0 ? PCRE2_NO_UTF_CHECK : 0) > 0) {
    // No lawful match is empty; a look at what follows may make one.
    if (taken[1] <= at && taken[1] <= taken[0]) break;
    buffer_add(out, text->text + at, taken[0] - at);
    if (!add_replacement(with, text->text, taken, groups, out)) return false;
    at = taken[1];
    if (out->length > REPLACED_MAX) return refuse(this, regex->pattern, "makes too long a text");
  }
  buffer_add(out, text->text + at, text->length - at);
  return this->status == STATUS_OK;
}

EVALUATE(evaluate_replace) {
  const Regex *regex = regex_of(this, args[1].lexical, count > 3 ? args[3].lexical : &no_flags);
  // A pattern that matches the empty string is an error (F&O FORX0003).
  if (regex == NULL || regex->matches_empty) return EVALUATION_ERROR;
  Buffer out = {0};
  const bool good = replace_all(this, regex, args[0].lexical, args[2].lexical, &out);
  const Term term =
      good ? string_like(this->memory, &args[0], out.data == NULL ? "" : out.data, out.length)
           : EVALUATION_ERROR;
  buffer_free(&out);
  return term;
}
