// The evaluator on calls of every function with random terms: it gives a term or nothing, never a
// fault, and terms have one order. (Sanitizer builds see overruns.) And what cuts a query short.
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/evaluate.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { CALLS = 20000, TEXT_MAX = 400 };

static uint64_t state = UINT64_C(88172645463325252);  // xorshift64: the same calls in every run

static size_t random_below(size_t limit) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (size_t)(state >> 11) % limit;
}

// Pieces of patterns, numbers, dates and other text; and lawful lexical forms at the edges.
static const char *const pieces[] = {"a",      "b",        "A",
                                     "é",      "日",       "😀",
                                     "[",      "]",        "(",
                                     ")",      "|",        "*",
                                     "+",      "?",        "{",
                                     "}",      "2",        ",",
                                     "-",      "^",        "$",
                                     ".",      "\\",       "\\d",
                                     "\\p{L}", "\\P{Lu}",  "\\p{IsBasicLatin}",
                                     "\\i",    "\\c",      "\\w",
                                     "\\W",    "\\S",      "-[",
                                     "\\1",    "\\2",      "(?:",
                                     "1",      "0",        "9",
                                     "e",      "E",        "INF",
                                     "NaN",    "Z",        "T",
                                     ":",      "+05:30",   "P",
                                     "Y",      "M",        "D",
                                     "H",      "S",        "2020",
                                     "-02-29", "10:20:30", " ",
                                     "/",      "#",        "\"",
                                     "<",      "x",        "true",
                                     "_",      "\n",       "999999999999999999999999999"};
static const char *const edges[] = {"1",
                                    "-7.25",
                                    "1e308",
                                    "1e-320",
                                    "0",
                                    "2020-02-29",
                                    "2020-02-29T10:20:30.5Z",
                                    "24:00:00",
                                    "P1Y2M",
                                    "-PT3.5S",
                                    "999999999-12-31",
                                    "-0001-01-01",
                                    "999999999-12-31T23:59:59Z",
                                    "P1000000000000Y",
                                    "PT1000000000000S",
                                    "INF",
                                    "99999999999999999999999999999999.000000000000000001"};

static Term random_term(Symbols *symbols) {
  static const Symbol *const datatypes[] = {
      &XSD_STRING,  &XSD_STRING,    &XSD_STRING, &XSD_INTEGER,   &XSD_DECIMAL,
      &XSD_DOUBLE,  &XSD_FLOAT,     &XSD_DATE,   &XSD_DATE_TIME, &XSD_TIME,
      &XSD_BYTE,    &XSD_DURATION,  &XSD_G_YEAR, &XSD_BOOLEAN,   &XSD_DAY_TIME_DURATION,
      &XSD_ANY_URI, &XSD_HEX_BINARY};
  char text[TEXT_MAX] = "", *end = text;
  if (random_below(2) == 0) {
    (void)stpcpy(end, edges[random_below(COUNT(edges))]);
  } else {
    for (size_t i = random_below(9); i > 0; i--)
      end = stpcpy(end, pieces[random_below(COUNT(pieces))]);
  }
  const Symbol *symbol = symbols_intern_text(symbols, text);
  switch (random_below(12)) {
    case 0: return term_iri(symbol);
    case 1: return term_blank(symbol);
    case 2: return term_language_literal(symbol, symbols_intern_text(symbols, "de-ch"));
    default: return term_literal(symbol, datatypes[random_below(COUNT(datatypes))]);
  }
}

static const Expr *random_call(Arena *arena, Symbols *symbols) {
  static const Symbol *const casts[] = {&XSD_BYTE,   &XSD_DURATION,      &XSD_DAY_TIME_DURATION,
                                        &XSD_G_YEAR, &XSD_UNSIGNED_LONG, &XSD_DATE_TIME_STAMP};
  Function function;
  do function = (Function)random_below(FN_COUNT);
  while (function == FN_CUSTOM);
  const FunctionInfo *info = function_info(function);
  const size_t least = (size_t)info->min_args;
  const size_t most = info->max_args < 0 ? 4 : (size_t)info->max_args;
  const size_t count = least + random_below(most - least + 1);
  const Expr *args[4];
  for (size_t i = 0; i < count; i++) args[i] = expr_const(arena, random_term(symbols));
  const Symbol *iri = function == FN_CAST_OTHER ? casts[random_below(COUNT(casts))] : NULL;
  return expr_call(arena, function, iri, count, args, (Position){0, 0});
}

static void random_calls_give_terms_in_one_order(void) {
  Arena *memory = arena_create(0);
  for (size_t i = 0; i < CALLS; i++) {
    Arena *arena = arena_create(0);
    Symbols *symbols = symbols_create(arena, NULL);
    Evaluator *evaluator = evaluator_create(arena, &(EvaluatorOptions){.symbols = symbols});
    const Solution none = {0};
    Term term;
    Error err;
    const Expr *call = random_call(arena, symbols);
    if (evaluate_term(evaluator, call, &none, memory, &term, &err) != STATUS_OK) {
      CU_ASSERT_EQUAL(err.code, STATUS_LIMIT);
    } else if (term.kind != TERM_UNBOUND) {
      if (strlen(term.lexical->text) != term.lexical->length) CU_FAIL("a NUL in a term");
      const Term other = random_term(symbols);
      const int there = evaluate_compare(evaluator, &term, &other, memory);
      const int back = evaluate_compare(evaluator, &other, &term, memory);
      if ((there > 0) != (back < 0)) CU_FAIL("an order that depends on the side");
    }
    arena_reset(memory);
    arena_destroy(arena);
  }
  arena_destroy(memory);
}

static Status match(const char *pattern, bool (*cancelled)(void *self)) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
  const Expr *args[] = {
      expr_const(arena, term_literal(symbols_intern_text(symbols, text), &XSD_STRING)),
      expr_const(arena, term_literal(symbols_intern_text(symbols, pattern), &XSD_STRING))};
  const Expr *call = expr_call(arena, FN_REGEX, NULL, 2, args, (Position){0, 0});
  Evaluator *evaluator =
      evaluator_create(arena, &(EvaluatorOptions){.symbols = symbols, .cancelled = cancelled});
  const Solution none = {0};
  Term term;
  Error err;
  const Status status = evaluate_term(evaluator, call, &none, arena, &term, &err);
  arena_destroy(arena);
  return status;
}

static bool now(void *self) {
  (void)self;
  return true;
}

static void what_explodes_or_is_not_wanted_is_cut(void) {
  CU_ASSERT_EQUAL(match("^(a+)+$", NULL), STATUS_LIMIT);
  CU_ASSERT_EQUAL(match("^a+b$", NULL), STATUS_OK);
  CU_ASSERT_EQUAL(match("^a+b$", now), STATUS_CANCELLED);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(random_calls_give_terms_in_one_order),
      TEST(what_explodes_or_is_not_wanted_is_cut),
  };
  return suites_run("evaluate", tests, COUNT(tests));
}
