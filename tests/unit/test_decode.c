// The decoder: rows in PostgreSQL's text format become the terms that their constructors say.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/lower/native.h"
#include "rewriter/plan/decode.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static Arena *arena;
static Query query;
static Mapping mapping;
static VarId columns[4];
static Plan plan;
static const Expr *term;
static Decoder *decoder;

// One result column of each type, and one term.
static void start(size_t count, const PgType types[]) {
  arena = arena_create(0);
  query = (Query){.arena = arena};
  query.symbols = symbols_create(arena, NULL);
  query.variables = variables_create(arena);
  for (size_t i = 0; i < count; i++)
    columns[i] = variables_fresh_native(query.variables, types[i], "c");
  mapping = (Mapping){.symbols = query.symbols, .base = "http://base/"};
  static const VarId variable[] = {0};
  plan = (Plan){.query = &query,
                .column_count = count,
                .column = columns,
                .term_count = 1,
                .variable = variable,
                .term = &term};
}

// Was the last term plain?
static bool plain;

static const Expr *column(size_t i) { return expr_var(arena, query.variables, columns[i]); }

static const Expr *template_of(const char *before, const char *after, bool encode) {
  const Symbol **text = ARENA_ARRAY(arena, const Symbol *, 2);
  text[0] = symbols_intern_text(query.symbols, before);
  text[1] = symbols_intern_text(query.symbols, after);
  const Expr *arg = column(0);
  const char *shape = arena_format(arena, "%s{}%s", before, after);
  return expr_template(arena, symbols_intern_text(query.symbols, shape), text, 1, &arg, encode);
}

static const Expr *relative(const Expr *rdf) {
  Expr *copy = arena_copy(arena, rdf, sizeof *rdf);
  copy->u.rdf.relative = true;
  return copy;
}

static void compile(bool strict) {
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(decoder_create(arena, &plan, &mapping, strict, &decoder, &err), STATUS_OK);
}

static Status decode(const char *const values[], char out[200], Error *err) {
  int length[4] = {0};
  for (size_t i = 0; i < plan.column_count; i++)
    length[i] = values[i] == NULL ? 0 : (int)strlen(values[i]);
  const Row row = {(int)plan.column_count, values, length};
  Term made;
  TRY(decoder_row(decoder, &row, &made, err));
  plain = made.plain;
  CU_ASSERT(!plain || term_text_is_plain(made.lexical->text, made.lexical->length));
  static const char *const kinds[] = {"-", "I", "B", "L"};
  CU_ASSERT(made.kind == TERM_UNBOUND || made.lexical->text[made.lexical->length] == '\0');
  snprintf(out, 200, "%s %.100s %.60s %.20s", kinds[made.kind],
           made.kind == TERM_UNBOUND ? "" : made.lexical->text,
           made.datatype == NULL ? "" : made.datatype->text,
           made.language == NULL ? "" : made.language->text);
  return STATUS_OK;
}

static void expect(int line, const char *expected, const char *const values[]) {
  char got[200];
  Error err = {0};
  if (decode(values, got, &err) != STATUS_OK) snprintf(got, sizeof got, "%.190s", err.message);
  if (strcmp(got, expected) != 0)
    fprintf(stderr, "\nline %d\n  expected %s\n  got      %s\n", line, expected, got);
  CU_assertImplementation(strcmp(got, expected) == 0, (unsigned)line, expected, __FILE__, "",
                          CU_FALSE);
}
#define EXPECT(expected, ...) expect(__LINE__, expected, (const char *const[]){__VA_ARGS__})

static void literals_get_canonical_forms(void) {
  start(1, (const PgType[]){PG_TYPE_NUMERIC});
  term = expr_rdf(arena, TERM_LITERAL, &XSD_DECIMAL, NULL, column(0));
  compile(false);
  EXPECT("L 1.5 http://www.w3.org/2001/XMLSchema#decimal ", "1.500");
  EXPECT("-   ", NULL);
  EXPECT("-   ", "NaN");
  const char *example;
  CU_ASSERT_EQUAL(decoder_invalid_count(decoder, &example), 1);
  CU_ASSERT_STRING_EQUAL(example, "NaN");
  arena_destroy(arena);

  start(1, (const PgType[]){PG_TYPE_TIMESTAMPTZ});
  term = expr_rdf(arena, TERM_LITERAL, &XSD_DATE_TIME, NULL, column(0));
  compile(false);
  EXPECT("L 2020-01-02T03:04:05Z http://www.w3.org/2001/XMLSchema#dateTime ",
         "2020-01-02 03:04:05+00");
  arena_destroy(arena);
}

static void strings_keep_their_language(void) {
  start(1, (const PgType[]){PG_TYPE_TEXT});
  const Symbol *english = symbols_intern_text(query.symbols, "en");
  term = expr_rdf(arena, TERM_LITERAL, &RDF_LANG_STRING, english, column(0));
  compile(false);
  EXPECT("L a b http://www.w3.org/1999/02/22-rdf-syntax-ns#langString en", "a b");
  EXPECT("L  http://www.w3.org/1999/02/22-rdf-syntax-ns#langString en", "");
  arena_destroy(arena);
}

static void templates_encode_in_iris_only(void) {
  start(1, (const PgType[]){PG_TYPE_TEXT});
  term = expr_rdf(arena, TERM_IRI, NULL, NULL, template_of("http://e/", "/x", true));
  compile(false);
  EXPECT("I http://e/a%20b%2Fc/x  ", "a b/c");
  EXPECT("I http://e/\xC3\xA9/x  ", "\xC3\xA9");
  EXPECT("-   ", NULL);
  term = expr_rdf(arena, TERM_BLANK, NULL, NULL, template_of("n", "", false));
  compile(false);
  EXPECT("B na b/c  ", "a b/c");
  term = expr_rdf(arena, TERM_LITERAL, &XSD_STRING, NULL, template_of("<", ">", false));
  compile(false);
  EXPECT("L <a b> http://www.w3.org/2001/XMLSchema#string ", "a b");
  arena_destroy(arena);
}

static void relative_iris_get_the_base(void) {
  start(1, (const PgType[]){PG_TYPE_TEXT});
  term = relative(expr_rdf(arena, TERM_IRI, NULL, NULL, column(0)));
  compile(false);
  EXPECT("I http://base/x  ", "x");
  EXPECT("I urn:x  ", "urn:x");
  EXPECT("I http://base/longer/than/before  ", "longer/than/before");
  arena_destroy(arena);
}

static void invalid_iris_are_repaired_and_counted_or_refused(void) {
  start(1, (const PgType[]){PG_TYPE_TEXT});
  term = relative(expr_rdf(arena, TERM_IRI, NULL, NULL, column(0)));
  compile(false);
  EXPECT("I http://e/a%7Cb  ", "http://e/a|b");
  EXPECT("I http://e/c%20d  ", "http://e/c d");
  const char *example;
  CU_ASSERT_EQUAL(decoder_invalid_count(decoder, &example), 2);
  CU_ASSERT_STRING_EQUAL(example, "http://e/a|b");
  compile(true);
  char got[200];
  Error err = {0};
  CU_ASSERT_EQUAL(decode((const char *const[]){"http://e/a|b"}, got, &err), STATUS_DATA);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "a|b"));
  CU_ASSERT_EQUAL(decoder_invalid_count(decoder, &example), 1);
  arena_destroy(arena);
}

static void selectors_choose_the_constructor(void) {
  start(3, (const PgType[]){PG_TYPE_TEXT, PG_TYPE_INT4, PG_TYPE_INT4});
  const CaseBranch branches[] = {
      {native_compare(arena, OP_EQ, column(1), native_integer(arena, 0)),
       expr_rdf(arena, TERM_LITERAL, &XSD_STRING, NULL, column(0))},
      {native_compare(arena, OP_EQ, column(1), native_integer(arena, 1)),
       expr_rdf(arena, TERM_IRI, NULL, NULL, template_of("http://e/", "", true))},
      {native_compare(arena, OP_EQ, column(1), native_integer(arena, 2)), expr_unbound(arena)},
      {native_and(arena, expr_sql1(arena, OP_IS_NOT_NULL, column(2)),
                  expr_sql1(arena, OP_IS_NULL, column(1))),
       expr_rdf(arena, TERM_LITERAL, &XSD_INTEGER, NULL, column(2))}};
  const Symbol *none = symbols_intern_text(query.symbols, "none");
  term = expr_case(arena, COUNT(branches), branches,
                   expr_const(arena, term_literal(none, &XSD_STRING)));
  compile(false);
  EXPECT("L x http://www.w3.org/2001/XMLSchema#string ", "x", "0", NULL);
  EXPECT("I http://e/x  ", "x", "1", NULL);
  EXPECT("-   ", "x", "2", "7");
  EXPECT("L 7 http://www.w3.org/2001/XMLSchema#integer ", "x", NULL, "7");
  EXPECT("L none http://www.w3.org/2001/XMLSchema#string ", "x", NULL, NULL);
  arena_destroy(arena);
}

static void columns_may_give_kind_and_datatype(void) {
  start(4, (const PgType[]){PG_TYPE_TEXT, PG_TYPE_TEXT, PG_TYPE_TEXT, PG_TYPE_TEXT});
  Expr *rdf = (Expr *)expr_rdf(arena, TERM_UNBOUND, NULL, NULL, column(0));
  rdf->u.rdf.kind_expr = column(1);
  rdf->u.rdf.datatype_expr = column(2);
  rdf->u.rdf.language_expr = column(3);
  term = rdf;
  compile(false);
  EXPECT("I http://e/  ", "http://e/", "I", NULL, NULL);
  EXPECT("B x  ", "x", "B", NULL, NULL);
  EXPECT("L x http://e/type ", "x", "L", "http://e/type", NULL);
  EXPECT("L x http://www.w3.org/1999/02/22-rdf-syntax-ns#langString de", "x", "L", NULL, "de");
  EXPECT("L x http://www.w3.org/2001/XMLSchema#string ", "x", "L", NULL, NULL);
  arena_destroy(arena);
}

static bool is_plain_of(const Expr *constructor, const char *value) {
  term = constructor;
  compile(false);
  char got[200];
  Error err = {0};
  CU_ASSERT_EQUAL(decode((const char *const[]){value}, got, &err), STATUS_OK);
  return plain;
}

static void terms_are_plain_where_nothing_can_need_an_escape(void) {
  start(1, (const PgType[]){PG_TYPE_TEXT});
  const Expr *iri = expr_rdf(arena, TERM_IRI, NULL, NULL, template_of("http://e/", "/x", true));
  CU_ASSERT_TRUE(is_plain_of(iri, "a-b.C_9~"));
  CU_ASSERT_FALSE(is_plain_of(iri, "a b"));
  CU_ASSERT_FALSE(is_plain_of(iri, "\xC3\xA9"));
  iri = expr_rdf(arena, TERM_IRI, NULL, NULL, template_of("http://e/?a=1&b=", "", true));
  CU_ASSERT_FALSE(is_plain_of(iri, "a"));
  iri = expr_rdf(arena, TERM_IRI, NULL, NULL, template_of("http://e/", "", false));
  CU_ASSERT_FALSE(is_plain_of(iri, "a"));
  CU_ASSERT_FALSE(is_plain_of(relative(expr_rdf(arena, TERM_IRI, NULL, NULL, column(0))), "a"));
  CU_ASSERT_FALSE(is_plain_of(expr_rdf(arena, TERM_LITERAL, NULL, NULL, column(0)), "a"));
  arena_destroy(arena);

  static const struct {
    PgType type;
    const char *value;
  } NATIVE[] = {{PG_TYPE_INT4, "-7"},
                {PG_TYPE_NUMERIC, "1.50"},
                {PG_TYPE_FLOAT8, "1.5e+300"},
                {PG_TYPE_FLOAT8, "Infinity"},
                {PG_TYPE_BOOL, "t"},
                {PG_TYPE_BYTEA, "\\x00ff"},
                {PG_TYPE_DATE, "2020-01-02"},
                {PG_TYPE_TIME, "03:04:05.25"},
                {PG_TYPE_TIMESTAMPTZ, "2020-01-02 03:04:05+00"}};
  for (size_t i = 0; i < COUNT(NATIVE); i++) {
    start(1, &NATIVE[i].type);
    const Symbol *datatype = pg_type_info(NATIVE[i].type)->datatype;
    CU_ASSERT_TRUE(
        is_plain_of(expr_rdf(arena, TERM_LITERAL, datatype, NULL, column(0)), NATIVE[i].value));
    arena_destroy(arena);
  }
}

int main(void) {
  static const TestCase tests[] = {
      TEST(literals_get_canonical_forms),
      TEST(strings_keep_their_language),
      TEST(templates_encode_in_iris_only),
      TEST(relative_iris_get_the_base),
      TEST(invalid_iris_are_repaired_and_counted_or_refused),
      TEST(selectors_choose_the_constructor),
      TEST(columns_may_give_kind_and_datatype),
      TEST(terms_are_plain_where_nothing_can_need_an_escape),
  };
  return suites_run("decode", tests, COUNT(tests));
}
