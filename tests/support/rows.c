// Expressions over the five rows of one odd table, in SQL and in C.
#include "tests/support/rows.h"

#include <CUnit/CUnit.h>
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/catalogue.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/evaluate.h"
#include "rewriter/lower/lower.h"
#include "rewriter/lower/native.h"
#include "rewriter/plan/decode.h"
#include "rewriter/sparql/parse.h"
#include "rewriter/sql/deparse.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static Fixture *fixture;
static Connection *db;
static Arena *session;
static Symbols *symbols;
static LogicalTable table;

static const char SCHEMA[] =
    "CREATE TABLE t (id integer PRIMARY KEY, i2 smallint, i4 integer, i8 bigint, n numeric(10,2),"
    " d double precision, r real, s text, v varchar(20), c char(6), b boolean, da date, ti time,"
    " ts timestamp, tz timestamptz, u uuid, y bytea, it text, dt text, tt text, ta text, nul text,"
    " lang text, kind text, type text, du text, dz text, tm text, pl text);"
    "INSERT INTO t VALUES (1, 7, 7, 7, 7.50, 7.5, 0.1, 'seven', 'Seven', 'abc', true, '2020-02-29',"
    " '10:20:30.5', '2020-02-29 10:20:30.25', '2020-02-29 10:20:30+02',"
    " '0a1b2c3d-0000-4000-8000-000000000001', '\\xcafe', '007', '1.5E3',"
    " '2019-01-02T03:04:05+02:00', '2019-01-02', NULL, 'en-GB', 'L',"
    " 'http://www.w3.org/2001/XMLSchema#integer',"
    " 'P1DT2H', '2020-02-29+02:00', '10:20:30Z', '^s(.)v'),"
    " (2, -3, -3, 9223372036854775807, -0.50, 'NaN', '-Infinity', 'a/b c', 'é ü', '', false,"
    " '0001-01-01', '00:00:00', '1999-12-31 23:59:59.999999', '1970-01-01 00:00:00Z',"
    " 'ffffffff-ffff-4fff-bfff-ffffffffffff', '', 'abc', 'x', '2019-02-30T00:00:00', 'no', NULL, "
    "'',"
    " 'I', '',"
    " '-PT90M', '2020-02-29Z', '10:20:30+02:00', '(a|b)/'),"
    " (3, 0, 2147483647, -9223372036854775808, 0, '-0', 1e10, '', '', 'x', NULL, '9999-12-31',"
    " '23:59:59.000001', '2020-01-01 00:00:00', '2020-01-01 00:00:00Z', NULL, NULL, '+12', '-INF',"
    " '2019-01-02T03:04:05Z', '2020-02-29', NULL, NULL, 'B', NULL,"
    " 'P1D', '1999-12-31', '23:59:59', '('),"
    " (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
    " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
    " NULL, NULL, NULL, NULL),"
    " (5, 1, 5, 1000000, 1000.00, 1e300, 2.5, 'x', 'X', 'x y', true, '2021-06-01', '12:00:00',"
    " '2021-06-01 12:00:00', '2021-06-01 12:00:00Z', '00000000-0000-4000-8000-000000000000',"
    " '\\x00ff', '5', '1e300', '2021-06-01T12:00:00', '2021-06-01', NULL, 'de', 'L',"
    " 'http://www.w3.org/2001/XMLSchema#string',"
    " 'P1Y', 'x', '09:08:07.5', 'x');";

// Each SPARQL variable of the tests: the term that a column gives.
typedef struct TestVariable {
  const char *name, *column;
  TermKind kind;
  const Symbol *datatype;
  const char *language;
  const char *before, *after;  // a template around the column, when before is not NULL
} TestVariable;

static const TestVariable test_variables[] = {
    {"id", "id", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"i2", "i2", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"i", "i4", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"i8", "i8", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"n", "n", TERM_LITERAL, &XSD_DECIMAL, NULL, NULL, NULL},
    {"ni", "n", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"nd", "n", TERM_LITERAL, &XSD_DOUBLE, NULL, NULL, NULL},
    {"d", "d", TERM_LITERAL, &XSD_DOUBLE, NULL, NULL, NULL},
    {"r", "r", TERM_LITERAL, &XSD_DOUBLE, NULL, NULL, NULL},
    {"s", "s", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"v", "v", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"c", "c", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"en", "s", TERM_LITERAL, &RDF_LANG_STRING, "en", NULL, NULL},
    {"b", "b", TERM_LITERAL, &XSD_BOOLEAN, NULL, NULL, NULL},
    {"da", "da", TERM_LITERAL, &XSD_DATE, NULL, NULL, NULL},
    {"ti", "ti", TERM_LITERAL, &XSD_TIME, NULL, NULL, NULL},
    {"ts", "ts", TERM_LITERAL, &XSD_DATE_TIME, NULL, NULL, NULL},
    {"tz", "tz", TERM_LITERAL, &XSD_DATE_TIME, NULL, NULL, NULL},
    {"u", "u", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"y", "y", TERM_LITERAL, &XSD_HEX_BINARY, NULL, NULL, NULL},
    {"it", "it", TERM_LITERAL, &XSD_INTEGER, NULL, NULL, NULL},
    {"dt", "dt", TERM_LITERAL, &XSD_DOUBLE, NULL, NULL, NULL},
    {"tt", "tt", TERM_LITERAL, &XSD_DATE_TIME, NULL, NULL, NULL},
    {"ta", "ta", TERM_LITERAL, &XSD_DATE, NULL, NULL, NULL},
    {"is", "i4", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"byte", "i4", TERM_LITERAL, &XSD_BYTE, NULL, NULL, NULL},
    {"f", "r", TERM_LITERAL, &XSD_FLOAT, NULL, NULL, NULL},
    {"ft", "dt", TERM_LITERAL, &XSD_FLOAT, NULL, NULL, NULL},
    {"du", "du", TERM_LITERAL, &XSD_DURATION, NULL, NULL, NULL},
    {"dz", "dz", TERM_LITERAL, &XSD_DATE, NULL, NULL, NULL},
    {"tm", "tm", TERM_LITERAL, &XSD_TIME, NULL, NULL, NULL},
    {"pl", "pl", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"nul", "nul", TERM_LITERAL, &XSD_STRING, NULL, NULL, NULL},
    {"iri", "i4", TERM_IRI, NULL, NULL, "http://e/", ""},
    {"siri", "s", TERM_IRI, NULL, NULL, "http://e/s/", "/x"},
    {"bn", "i4", TERM_BLANK, NULL, NULL, "n", ""},
    {"wat", "s", TERM_LITERAL, NULL, NULL, NULL, NULL},  // an unknown datatype, see definition()
};

static VarId *native;  // of each column of t

typedef struct Setting {
  Arena *arena;
  Query *query;
} Setting;

static const Expr *column_expr(Setting *setting, const char *name) {
  const Symbol *symbol = symbols_intern_text(symbols, name);
  const int index = relation_column(table.relation, symbol);
  CU_ASSERT_FATAL(index >= 0);
  return expr_var(setting->arena, setting->query->variables, native[index]);
}

// ?dyn is a term of which columns say kind, datatype and language; ?mix a different kind of term in
// each row.
static const Expr *special(Setting *setting, const char *name) {
  Arena *arena = setting->arena;
  if (strcmp(name, "dyn") == 0) {
    Expr *rdf = (Expr *)expr_rdf(arena, TERM_UNBOUND, NULL, NULL, column_expr(setting, "it"));
    rdf->u.rdf.relative = true;
    rdf->u.rdf.kind_expr = column_expr(setting, "kind");
    rdf->u.rdf.datatype_expr = column_expr(setting, "type");
    return rdf;
  }
  if (strcmp(name, "mix") != 0) return NULL;
  const Expr *id = column_expr(setting, "id");
  const CaseBranch branches[] = {
      {native_compare(arena, OP_EQ, id, native_integer(arena, 1)),
       expr_rdf(arena, TERM_LITERAL, &XSD_INTEGER, NULL, column_expr(setting, "i4"))},
      {native_compare(arena, OP_EQ, id, native_integer(arena, 2)),
       expr_rdf(arena, TERM_LITERAL, &XSD_STRING, NULL, column_expr(setting, "s"))},
      {native_compare(arena, OP_EQ, id, native_integer(arena, 3)),
       expr_rdf(arena, TERM_IRI, NULL, NULL,
                native_text(arena, "http://e/3", strlen("http://e/3")))},
      {native_compare(arena, OP_EQ, id, native_integer(arena, 5)),
       expr_rdf(arena, TERM_LITERAL, &XSD_DECIMAL, NULL, column_expr(setting, "n"))},
  };
  return expr_case(arena, COUNT(branches), branches, NULL);
}

static const Expr *definition(void *self, VarId var) {
  Setting *setting = self;
  Arena *arena = setting->arena;
  const Symbol *name = variables_name(setting->query->variables, var);
  if (name == NULL) return NULL;
  const Expr *made = special(setting, name->text);
  if (made != NULL) return made;
  for (size_t i = 0; i < COUNT(test_variables); i++) {
    const TestVariable *test = &test_variables[i];
    if (strcmp(test->name, name->text) != 0) continue;
    const Expr *lexical = column_expr(setting, test->column);
    if (test->before != NULL) {
      const Symbol **text = ARENA_ARRAY(arena, const Symbol *, 2);
      text[0] = symbols_intern_text(symbols, test->before);
      text[1] = symbols_intern_text(symbols, test->after);
      const char *shape = arena_format(arena, "%s{}%s", test->before, test->after);
      lexical = expr_template(arena, symbols_intern_text(symbols, shape), text, 1, &lexical,
                              test->kind == TERM_IRI);
    }
    const Symbol *datatype = test->datatype;
    if (strcmp(test->name, "wat") == 0) datatype = symbols_intern_text(symbols, "http://e/wat");
    const Symbol *language =
        test->language == NULL ? NULL : symbols_intern_text(symbols, test->language);
    return expr_rdf(arena, test->kind, datatype, language, lexical);
  }
  return NULL;
}

static Status no_exists(void *self, const Node *algebra, bool negated, const Expr **out,
                        Error *err) {
  (void)self;
  (void)algebra;
  (void)err;
  *out = expr_bool(((Setting *)self)->arena, !negated);
  return STATUS_OK;
}

// --- In SQL ----------------------------------------------------------------------------------

typedef VEC(Binding) Bindings;

static const Expr *bind_native(Setting *setting, Bindings *bindings, const Expr *expr) {
  if (expr == NULL || native_is_constant(expr)) return expr;
  if (expr->kind == EXPR_TEMPLATE) {
    const size_t count = expr->u.template_.count;
    const Expr **args = ARENA_ARRAY(setting->arena, const Expr *, count + 1);
    for (size_t i = 0; i < count; i++)
      args[i] = bind_native(setting, bindings, expr->u.template_.arg[i]);
    return expr_template(setting->arena, expr->u.template_.shape, expr->u.template_.text, count,
                         args, expr->u.template_.encode);
  }
  const VarId var = variables_fresh_native(setting->query->variables, expr->type, "x");
  const Binding binding = {var, expr};
  VEC_PUSH(setting->arena, bindings, binding);
  return expr_var(setting->arena, setting->query->variables, var);
}

static const Expr *bind_term(Setting *setting, Bindings *bindings, const Expr *term) {
  if (term->kind == EXPR_RDF) {
    Expr *copy = arena_copy(setting->arena, term, sizeof *term);
    copy->u.rdf.lexical = bind_native(setting, bindings, term->u.rdf.lexical);
    copy->u.rdf.kind_expr = bind_native(setting, bindings, term->u.rdf.kind_expr);
    copy->u.rdf.datatype_expr = bind_native(setting, bindings, term->u.rdf.datatype_expr);
    copy->u.rdf.language_expr = bind_native(setting, bindings, term->u.rdf.language_expr);
    return copy;
  }
  if (term->kind != EXPR_CASE) return term;
  CaseBranch *branches = ARENA_ARRAY(setting->arena, CaseBranch, term->u.case_.count + 1);
  for (size_t i = 0; i < term->u.case_.count; i++) {
    branches[i].condition = bind_native(setting, bindings, term->u.case_.branch[i].condition);
    branches[i].value = bind_term(setting, bindings, term->u.case_.branch[i].value);
  }
  const Expr *otherwise = term->u.case_.otherwise == NULL
                              ? NULL
                              : bind_term(setting, bindings, term->u.case_.otherwise);
  return expr_case(setting->arena, term->u.case_.count, branches, otherwise);
}

void rows_write_term(const Term *term, char *out, size_t size) {
  switch (term->kind) {
    case TERM_UNBOUND: snprintf(out, size, "-"); return;
    case TERM_IRI: snprintf(out, size, "<%s>", term->lexical->text); return;
    case TERM_BLANK: snprintf(out, size, "_:%s", term->lexical->text); return;
    case TERM_LITERAL: break;
  }
  static const char xsd[] = "http://www.w3.org/2001/XMLSchema#";
  if (term->language != NULL) {
    snprintf(out, size, "%s@%s", term->lexical->text, term->language->text);
  } else if (term->datatype == &XSD_STRING) {
    snprintf(out, size, "'%s'", term->lexical->text);
  } else if (strncmp(term->datatype->text, xsd, strlen(xsd)) == 0) {
    snprintf(out, size, "%s %s", term->datatype->text + strlen(xsd), term->lexical->text);
  } else {
    snprintf(out, size, "%s <%s>", term->lexical->text, term->datatype->text);
  }
}

void rows_check_sql(const char *sql) {
  PgQueryParseResult parsed = pg_query_parse(sql);
  if (parsed.error != NULL) {
    fprintf(stderr, "\n%s\n%s\n", parsed.error->message, sql);
    CU_FAIL("PostgreSQL's parser refuses the statement");
  }
  pg_query_free_parse_result(parsed);
}

static const Node *scan_table(Setting *setting) {
  const Relation *relation = table.relation;
  ScanColumn *columns = ARENA_ARRAY(setting->arena, ScanColumn, relation->column_count);
  native = ARENA_ARRAY(setting->arena, VarId, relation->column_count);
  for (size_t i = 0; i < relation->column_count; i++) {
    native[i] = variables_fresh_native(setting->query->variables, relation->column[i].type,
                                       relation->column[i].name->text);
    columns[i] = (ScanColumn){(unsigned)i, native[i]};
  }
  return node_scan(setting->arena, &table, relation->column_count, columns);
}

// The expression as the query's algebra has it.
static const Expr *parse(Setting *setting, const char *expression, Error *err) {
  const char *text = arena_format(
      setting->arena, "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (%s AS ?result_) { }",
      expression);
  if (sparql_parse(setting->arena, symbols, text, strlen(text), "http://base/dir/file",
                   &setting->query, err) != STATUS_OK)
    return NULL;
  const Node *node = setting->query->pattern;
  while (node->kind != NODE_EXTEND && node->child_count > 0) node = node->child[0];
  return node->kind == NODE_EXTEND ? node->u.extend.binding[0].expr : NULL;
}

typedef struct Terms {
  Term term[ROWS_COUNT];
} Terms;

// The term in each row that the tree gives, kept in `memory`.
static Status run_tree(Setting *setting, const Node *tree, const Expr *term, size_t column_count,
                       const VarId columns[], Arena *memory, Terms *out, Error *err) {
  const char *sql;
  TRY(deparse_select(setting->arena, setting->query->variables, tree, column_count, columns, false,
                     &sql, err));
  rows_check_sql(sql);
  if (getenv("TEST_SQL") != NULL) fprintf(stderr, "%s\n", sql);
  static const VarId variable[] = {0};
  const Plan plan = {.query = setting->query,
                     .sql = sql,
                     .column_count = column_count,
                     .column = columns,
                     .term_count = 1,
                     .variable = variable,
                     .term = &term};
  static Mapping mapping = {.base = "http://base/"};
  mapping.symbols = symbols;
  Decoder *decoder;
  TRY(decoder_create(setting->arena, &plan, &mapping, false, &decoder, err));
  const Evaluator *copier =
      evaluator_create(setting->arena, &(EvaluatorOptions){.symbols = symbols});
  PGresult *result = NULL;
  const Status status = connection_query(db, sql, &result, err);
  if (status != STATUS_OK) fprintf(stderr, "\n%s\n", sql);
  TRY(status);
  for (int i = 0; i < PQntuples(result) && i < ROWS_COUNT; i++) {
    const char *value[64];
    int length[64];
    for (int j = 0; j < PQnfields(result); j++) {
      value[j] = PQgetisnull(result, i, j) ? NULL : PQgetvalue(result, i, j);
      length[j] = PQgetlength(result, i, j);
    }
    const Row row = {PQnfields(result), value, length};
    Term made;
    bool there = false;
    TRY(decoder_row(decoder, &row, &made, &there, err));
    out->term[i] = evaluate_copy(copier, &made, memory);
  }
  PQclear(result);
  return STATUS_OK;
}

static void write_terms(const Terms *terms, RowValues out) {
  for (size_t i = 0; i < ROWS_COUNT; i++) rows_write_term(&terms->term[i], out[i], sizeof out[i]);
}

static Lowering lowering_of(Setting *setting) {
  return (Lowering){.arena = setting->arena,
                    .symbols = symbols,
                    .variables = setting->query->variables,
                    .base = symbols_intern_text(symbols, "http://base/dir/file"),
                    .mapping_base = "http://base/",
                    .definition = definition,
                    .exists = no_exists,
                    .self = setting};
}

// The values of the expression in the five rows of t.
static Status lowered(Setting *setting, const Expr *expr, Arena *memory, Terms *out, Error *err) {
  const Node *tree = scan_table(setting);
  Lowering lowering = lowering_of(setting);
  const Expr *term;
  TRY(lower_expr(&lowering, expr, &term, err));
  Bindings bindings = {0};
  term = bind_term(setting, &bindings, term);
  tree = node_extend(setting->arena, tree, bindings.count, bindings.item);
  const OrderKey by_id = {expr_var(setting->arena, setting->query->variables, native[0]), false};
  tree = node_order(setting->arena, tree, 1, &by_id);
  VarId *columns = ARENA_ARRAY(setting->arena, VarId, bindings.count + 1);
  for (size_t i = 0; i < bindings.count; i++) columns[i] = bindings.item[i].var;
  return run_tree(setting, tree, term, bindings.count, columns, memory, out, err);
}

Status rows_lower(const char *expression, RowValues out, Error *err) {
  Setting setting = {.arena = arena_create(0)};
  const Expr *expr = parse(&setting, expression, err);
  Terms terms = {0};
  const Status status =
      expr == NULL ? err->code : lowered(&setting, expr, setting.arena, &terms, err);
  if (status == STATUS_OK) write_terms(&terms, out);
  arena_destroy(setting.arena);
  return status;
}

static const Node *find_group(const Node *node) {
  while (node->kind != NODE_GROUP && node->child_count > 0) node = node->child[0];
  return node->kind == NODE_GROUP ? node : NULL;
}

// The aggregate over the rows of t that the SQL condition `ids` (a set of digits) keeps.
Status rows_lower_aggregate(const char *text, const char *ids, char out[ROW_VALUE_SIZE],
                            Error *err) {
  Setting setting = {.arena = arena_create(0)};
  if (parse(&setting, text, err) == NULL && setting.query == NULL) return err->code;
  const Node *group = find_group(setting.query->pattern);
  const Node *tree = scan_table(&setting);
  const Expr *id = expr_var(setting.arena, setting.query->variables, native[0]);
  const Expr *kept = expr_bool(setting.arena, false);
  for (const char *digit = ids; *digit != '\0'; digit++)
    kept = native_or(
        setting.arena, kept,
        native_compare(setting.arena, OP_EQ, id, native_integer(setting.arena, *digit - '0')));
  tree = node_filter(setting.arena, tree, kept);
  Lowering lowering = lowering_of(&setting);
  const Expr *term;
  Status status = lower_aggregate(&lowering, group->u.group.aggregate[0].expr, &term, err);
  if (status == STATUS_OK) {
    Bindings bindings = {0};
    term = bind_term(&setting, &bindings, term);
    tree = node_group(setting.arena, tree, 0, NULL, bindings.count, bindings.item);
    VarId *columns = ARENA_ARRAY(setting.arena, VarId, bindings.count + 1);
    for (size_t i = 0; i < bindings.count; i++) columns[i] = bindings.item[i].var;
    Terms terms = {0};
    status = run_tree(&setting, tree, term, bindings.count, columns, setting.arena, &terms, err);
    if (status == STATUS_OK) rows_write_term(&terms.term[0], out, ROW_VALUE_SIZE);
  }
  arena_destroy(setting.arena);
  return status;
}

// --- In C ----------------------------------------------------------------------------------------

// The terms of the test variables, read once.
typedef struct Known {
  const Symbol *name;
  Terms terms;
} Known;

static VEC(Known) known;

static const Terms *terms_of_variable(const Symbol *name, Error *err) {
  static const Terms none;
  for (size_t i = 0; i < known.count; i++)
    if (strcmp(known.item[i].name->text, name->text) == 0) return &known.item[i].terms;
  Setting setting = {.arena = arena_create(0)};
  const Expr *expr = parse(&setting, arena_format(setting.arena, "?%s", name->text), err);
  Known entry = {.name = symbols_intern_text(symbols, name->text)};
  const bool good =
      expr != NULL && lowered(&setting, expr, session, &entry.terms, err) == STATUS_OK;
  arena_destroy(setting.arena);
  if (!good) return &none;
  VEC_PUSH(session, &known, entry);
  return &known.item[known.count - 1].terms;
}

static Status always(void *self, const Node *pattern, const Solution *solution, bool *out,
                     Error *err) {
  (void)self;
  (void)pattern;
  (void)solution;
  (void)err;
  *out = true;
  return STATUS_OK;
}

static Evaluator *evaluator_of(Setting *setting) {
  return evaluator_create(setting->arena, &(EvaluatorOptions){.symbols = symbols,
                                                              .base = symbols_intern_text(
                                                                  symbols, "http://base/dir/file"),
                                                              .exists = always});
}

// The solutions that the rows of t are.
static Solution *solutions_of(Setting *setting, Error *err) {
  Solution *solutions = ARENA_ARRAY(setting->arena, Solution, ROWS_COUNT);
  const size_t count = variables_count(setting->query->variables);
  for (size_t i = 0; i < ROWS_COUNT; i++) {
    Term *term = ARENA_ARRAY(setting->arena, Term, count + 1);
    for (size_t v = 0; v < count; v++) {
      const Symbol *name = variables_name(setting->query->variables, (VarId)v);
      if (name != NULL && strcmp(name->text, "result_") != 0)
        term[v] = terms_of_variable(name, err)->term[i];
    }
    solutions[i] = (Solution){term, count, i};
  }
  return solutions;
}

Status rows_evaluate(const char *expression, RowValues out, Error *err) {
  Setting setting = {.arena = arena_create(0)};
  const Expr *expr = parse(&setting, expression, err);
  Status status = expr == NULL ? err->code : STATUS_OK;
  if (status == STATUS_OK) {
    Evaluator *evaluator = evaluator_of(&setting);
    const Solution *solutions = solutions_of(&setting, err);
    Terms terms = {0};
    for (size_t i = 0; i < ROWS_COUNT && status == STATUS_OK; i++)
      status = evaluate_term(evaluator, expr, &solutions[i], setting.arena, &terms.term[i], err);
    if (status == STATUS_OK) write_terms(&terms, out);
  }
  arena_destroy(setting.arena);
  return status;
}

Status rows_evaluate_aggregate(const char *text, const char *ids, char out[ROW_VALUE_SIZE],
                               Error *err) {
  Setting setting = {.arena = arena_create(0)};
  if (parse(&setting, text, err) == NULL && setting.query == NULL) return err->code;
  const Expr *aggregate = find_group(setting.query->pattern)->u.group.aggregate[0].expr;
  const Solution *solutions = solutions_of(&setting, err);
  Accumulator *accumulator =
      accumulator_create(evaluator_of(&setting), aggregate, NULL, setting.arena);
  Status status = STATUS_OK;
  for (const char *digit = ids; *digit != '\0' && status == STATUS_OK; digit++)
    status = accumulator_add(accumulator, &solutions[*digit - '1'], setting.arena, err);
  Term term;
  if (status == STATUS_OK) status = accumulator_result(accumulator, setting.arena, &term, err);
  if (status == STATUS_OK) rows_write_term(&term, out, ROW_VALUE_SIZE);
  arena_destroy(setting.arena);
  return status;
}

// --- Order ---------------------------------------------------------------------------------------

Status rows_lower_order(const char *expression, bool descending, char out[ROWS_COUNT + 1],
                        Error *err) {
  Setting setting = {.arena = arena_create(0)};
  const Expr *expr = parse(&setting, expression, err);
  const Node *tree = scan_table(&setting);
  Lowering lowering = lowering_of(&setting);
  ExprList keys = {0};
  Status status = lower_order(&lowering, expr, false, &keys, err);
  if (status == STATUS_OK) {
    OrderKey *order = ARENA_ARRAY(setting.arena, OrderKey, keys.count + 1);
    for (size_t i = 0; i < keys.count; i++) order[i] = (OrderKey){keys.item[i], descending};
    order[keys.count] =
        (OrderKey){expr_var(setting.arena, setting.query->variables, native[0]), false};
    tree = node_order(setting.arena, tree, keys.count + 1, order);
    const char *sql;
    status = deparse_select(setting.arena, setting.query->variables, tree, 1, &native[0], false,
                            &sql, err);
    PGresult *result = NULL;
    if (status == STATUS_OK) {
      rows_check_sql(sql);
      status = connection_query(db, sql, &result, err);
    }
    char *end = out;
    *end = '\0';
    for (int i = 0; i < PQntuples(result) && i < ROWS_COUNT; i++)
      end = stpcpy(end, PQgetvalue(result, i, 0));
    PQclear(result);
  }
  arena_destroy(setting.arena);
  return status;
}

Status rows_evaluate_order(const char *expression, bool descending, char out[ROWS_COUNT + 1],
                           Error *err) {
  Setting setting = {.arena = arena_create(0)};
  const Expr *expr = parse(&setting, expression, err);
  if (expr == NULL) return err->code;
  Evaluator *evaluator = evaluator_of(&setting);
  const Solution *solutions = solutions_of(&setting, err);
  Term key[ROWS_COUNT];
  size_t place[ROWS_COUNT];
  Status status = STATUS_OK;
  for (size_t i = 0; i < ROWS_COUNT && status == STATUS_OK; i++) {
    status = evaluate_term(evaluator, expr, &solutions[i], setting.arena, &key[i], err);
    size_t at = i;
    for (; at > 0; at--) {
      const int order = evaluate_compare(evaluator, &key[i], &key[place[at - 1]], setting.arena);
      if (descending ? order <= 0 : order >= 0) break;
      place[at] = place[at - 1];
    }
    place[at] = i;
  }
  for (size_t i = 0; i < ROWS_COUNT; i++) out[i] = (char)('1' + place[i]);
  out[ROWS_COUNT] = '\0';
  arena_destroy(setting.arena);
  return status;
}

// --- The table -----------------------------------------------------------------------------------

bool rows_open(void) {
  fixture = fixture_open(SCHEMA);
  session = arena_create(0);
  symbols = symbols_create(session, NULL);
  Error err = {0};
  Catalogue *catalogue;
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK ||
      catalogue_load(db, session, symbols, &catalogue, &err) != STATUS_OK) {
    fprintf(stderr, "%s\n", err.message);
    return false;
  }
  symbols_intern_text(symbols, "http://e/wat");
  table.name = symbols_intern_text(symbols, "t");
  table.relation = catalogue_find(catalogue, NULL, table.name);
  return true;
}

void rows_close(void) {
  connection_close(db);
  arena_destroy(session);
  fixture_close(fixture);
}

Connection *rows_connection(void) { return db; }
Symbols *rows_symbols(void) { return symbols; }
