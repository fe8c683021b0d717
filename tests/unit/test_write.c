// The writers: what each format looks like, and that what we write is read back as it was.
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <raptor2.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/prefix.h"
#include "endpoint/write/writer.h"
#include "tests/support/fixture.h"
#include "tests/support/world.h"

static Arena *arena;
static Symbols *symbols;

static const WriterPrefix PREFIXES[] = {{"ex", "http://ex.org/"},
                                        {"exd", "http://ex.org/deep/"},
                                        {"", "http://empty.org/ns#"},
                                        {"1bad", "http://bad.org/"},
                                        {"rdf", "http://other.org/rdf#"}};
enum { PREFIX_COUNT = sizeof PREFIXES / sizeof *PREFIXES };

// Strings that break careless writers.
static const char *const NASTY[] = {
    "",
    "plain",
    "quote \" backslash \\ both \\\"",
    "line\nbreak\r\nand\ttab",
    "ends with backslash \\",
    "markup <b>&amp;</b> ]]> -->",
    "comma, semicolon; 'apostrophe'",
    "caf\xC3\xA9 \xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x90\x98 \xCC\x81",
    "\xEF\xBB\xBF byte order mark, \xE2\x80\xA8 separator, \xC2\x85 next line",
    "\x7F delete",
    "@prefix ex: <http://x/> .",
    "\"\"\"triple\"\"\" and '''",
    " leading and trailing ",
};
enum { NASTY_COUNT = sizeof NASTY / sizeof *NASTY };

static const Symbol *symbol(const char *text) { return symbols_intern_text(symbols, text); }
static Term iri(const char *text) { return term_iri(symbol(text)); }
static Term blank(const char *label) { return term_blank(symbol(label)); }
static Term string(const char *text) { return term_literal(symbol(text), &XSD_STRING); }
static Term typed(const char *text, const Symbol *datatype) {
  return term_literal(symbol(text), datatype);
}
static Term tagged(const char *text, const char *language) {
  return term_language_literal(symbol(text), symbol(language));
}

static ResultWriter *result_writer(ResultFormat format, Buffer *out) {
  ResultWriter *writer = NULL;
  const Output output = output_to(out);
  CU_ASSERT_EQUAL_FATAL(
      result_writer_create(format, &output, PREFIX_COUNT, PREFIXES, &writer, NULL), STATUS_OK);
  return writer;
}

// The document of `rows` rows; status: of the first call that failed.
static Status write_rows(ResultFormat format, size_t count, const char *const names[], size_t rows,
                         const Term terms[], Buffer *out, Error *err) {
  ResultWriter *writer = result_writer(format, out);
  Status status = result_writer_begin(writer, count, names, err);
  for (size_t i = 0; status == STATUS_OK && i < rows; i++)
    status = result_writer_row(writer, terms + i * count, err);
  if (status == STATUS_OK) status = result_writer_end(writer, err);
  result_writer_destroy(writer);
  return status;
}

static Status write_quads(GraphFormat format, size_t count, const Quad quads[], Buffer *out,
                          Error *err) {
  GraphWriter *writer = NULL;
  const Output output = output_to(out);
  CU_ASSERT_EQUAL_FATAL(graph_writer_create(format, &output, PREFIX_COUNT, PREFIXES, &writer, NULL),
                        STATUS_OK);
  const QuadSink sink = graph_writer_sink(writer);
  Status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    status = sink.quad(sink.self, &quads[i], err);
  if (status == STATUS_OK) status = graph_writer_end(writer, err);
  graph_writer_destroy(writer);
  return status;
}

static void expect_rows(ResultFormat format, size_t count, const char *const names[], size_t rows,
                        const Term terms[], const char *expected) {
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_rows(format, count, names, rows, terms, &out, NULL), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
  if (strcmp(buffer_text(&out), expected) != 0) printf("\n--- written:\n%s\n", buffer_text(&out));
  buffer_free(&out);
}

static void expect_graph(GraphFormat format, size_t count, const Quad quads[],
                         const char *expected) {
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_quads(format, count, quads, &out, NULL), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
  if (strcmp(buffer_text(&out), expected) != 0) printf("\n--- written:\n%s\n", buffer_text(&out));
  buffer_free(&out);
}

// --- Results -----------------------------------------------------------------------------------

static const char *const XY[] = {"x", "y"};

static void json_holds_every_kind_of_term_and_leaves_unbound_out(void) {
  const Term rows[] = {
      iri("http://ex.org/a"), string("say \"hi\"\n\x01"), blank("row 1"),
      {.kind = TERM_UNBOUND}, tagged("h\xC3\xA9", "fr"),  typed("1", &XSD_INTEGER)};
  expect_rows(RESULT_JSON, 2, XY, 3, rows,
              "{\"head\":{\"vars\":[\"x\",\"y\"]},\"results\":{\"bindings\":[\n"
              "{\"x\":{\"type\":\"uri\",\"value\":\"http://ex.org/a\"},"
              "\"y\":{\"type\":\"literal\",\"value\":\"say \\\"hi\\\"\\n\\u0001\"}},\n"
              "{\"x\":{\"type\":\"bnode\",\"value\":\"row_201\"}},\n"
              "{\"x\":{\"type\":\"literal\",\"value\":\"h\xC3\xA9\",\"xml:lang\":\"fr\"},"
              "\"y\":{\"type\":\"literal\",\"value\":\"1\","
              "\"datatype\":\"http://www.w3.org/2001/XMLSchema#integer\"}}\n]}}\n");
}

static void json_of_nasty_strings_is_read_back(void) {
  static const char *const NAME[] = {"v"};
  Term rows[NASTY_COUNT];
  for (size_t i = 0; i < NASTY_COUNT; i++) rows[i] = string(NASTY[i]);
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_rows(RESULT_JSON, 1, NAME, NASTY_COUNT, rows, &out, NULL), STATUS_OK);
  json_t *root = json_loadb(out.data, out.length, 0, NULL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(root);
  json_t *bindings = json_object_get(json_object_get(root, "results"), "bindings");
  CU_ASSERT_EQUAL_FATAL(json_array_size(bindings), NASTY_COUNT);
  for (size_t i = 0; i < NASTY_COUNT; i++) {
    json_t *value = json_object_get(json_object_get(json_array_get(bindings, i), "v"), "value");
    CU_ASSERT_STRING_EQUAL(json_string_value(value), NASTY[i]);
  }
  json_decref(root);
  buffer_free(&out);
}

static void xml_holds_every_kind_of_term(void) {
  const Term rows[] = {
      iri("http://ex.org/?a=1&b=2"), string("a<b & \"c\"\r\n"), blank("b0"),
      {.kind = TERM_UNBOUND},        tagged("x", "en-gb"),      typed("true", &XSD_BOOLEAN)};
  expect_rows(RESULT_XML, 2, XY, 3, rows,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n"
              "<head><variable name=\"x\"/><variable name=\"y\"/></head>\n<results>\n"
              "<result><binding name=\"x\"><uri>http://ex.org/?a=1&amp;b=2</uri></binding>"
              "<binding name=\"y\"><literal>a&lt;b &amp; &quot;c&quot;&#13;&#10;</literal>"
              "</binding></result>\n"
              "<result><binding name=\"x\"><bnode>b0</bnode></binding></result>\n"
              "<result><binding name=\"x\"><literal xml:lang=\"en-gb\">x</literal></binding>"
              "<binding name=\"y\"><literal datatype=\"http://www.w3.org/2001/XMLSchema#boolean\">"
              "true</literal></binding></result>\n"
              "</results>\n</sparql>\n");
}

static void xml_refuses_what_xml_cannot_carry(void) {
  static const char *const NAME[] = {"v"};
  const Term control = string("a\x01");
  const Term noncharacter = string("\xEF\xBF\xBF");
  Buffer out = {0};
  Error err = {0};
  CU_ASSERT_EQUAL(write_rows(RESULT_XML, 1, NAME, 1, &control, &out, &err), STATUS_DATA);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "U+0001"));
  CU_ASSERT_EQUAL(write_rows(RESULT_XML, 1, NAME, 1, &noncharacter, &out, &err), STATUS_DATA);
  buffer_free(&out);
}

static void csv_quotes_only_where_it_must(void) {
  const Term rows[] = {
      iri("http://ex.org/a"), string("plain"),        string("a,b"), string("say \"hi\""),
      string("two\nlines"),   {.kind = TERM_UNBOUND}, blank("b"),    typed("1.50", &XSD_DECIMAL)};
  expect_rows(RESULT_CSV, 2, XY, 4, rows,
              "x,y\r\nhttp://ex.org/a,plain\r\n\"a,b\",\"say \"\"hi\"\"\"\r\n"
              "\"two\nlines\",\r\n_:b,1.50\r\n");
}

static void tsv_writes_terms_as_turtle_does(void) {
  const Term rows[] = {iri("http://ex.org/a"),    string("tab\tquote\""),
                       typed("7", &XSD_INTEGER),  typed("1.5", &XSD_DECIMAL),
                       typed("07", &XSD_INTEGER), tagged("x", "en"),
                       {.kind = TERM_UNBOUND},    typed("1.0E6", &XSD_DOUBLE)};
  expect_rows(RESULT_TSV, 2, XY, 4, rows,
              "?x\t?y\n<http://ex.org/a>\t\"tab\\tquote\\\"\"\n7\t1.5\n"
              "\"07\"^^<http://www.w3.org/2001/XMLSchema#integer>\t\"x\"@en\n\t1.0E6\n");
}

static void table_aligns_shortens_and_counts(void) {
  const Term rows[] = {iri("http://ex.org/anna"),          typed("7", &XSD_INTEGER),
                       string("\xE6\xBC\xA2\xE5\xAD\x97"), typed("100", &XSD_INTEGER),
                       tagged("a\x1B[31m", "en"),          typed("x", symbol("http://ex.org/dt"))};
  expect_rows(RESULT_TABLE, 2, XY, 3, rows,
              " ?x               | ?y\n"
              "------------------+------------\n"
              " ex:anna          |          7\n"
              " \"\xE6\xBC\xA2\xE5\xAD\x97\"           |        100\n"
              " \"a\\u001B[31m\"@en | \"x\"^^ex:dt\n"
              "(3 rows)\n");
}

static void table_streams_beyond_the_rows_it_holds(void) {
  static const char *const NAME[] = {"n"};
  enum { ROWS = 5000 };
  Term *rows = ARENA_ARRAY(arena, Term, ROWS);
  for (size_t i = 0; i < ROWS; i++) rows[i] = typed(arena_format(arena, "%zu", i), &XSD_INTEGER);
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_rows(RESULT_TABLE, 1, NAME, ROWS, rows, &out, NULL), STATUS_OK);
  CU_ASSERT_PTR_NOT_NULL(strstr(buffer_text(&out), "\n 4999\n(5000 rows)\n"));
  buffer_free(&out);
}

static void empty_results_are_whole_documents(void) {
  expect_rows(RESULT_JSON, 2, XY, 0, NULL,
              "{\"head\":{\"vars\":[\"x\",\"y\"]},\"results\":{\"bindings\":[\n]}}\n");
  expect_rows(RESULT_CSV, 2, XY, 0, NULL, "x,y\r\n");
  expect_rows(RESULT_TSV, 2, XY, 0, NULL, "?x\t?y\n");
  expect_rows(RESULT_TABLE, 2, XY, 0, NULL, " ?x | ?y\n----+----\n(0 rows)\n");
  const Term none = {.kind = TERM_UNBOUND};
  expect_rows(RESULT_JSON, 0, NULL, 1, &none,
              "{\"head\":{\"vars\":[]},\"results\":{\"bindings\":[\n{}\n]}}\n");
}

static void booleans_are_whole_documents(void) {
  static const char *const EXPECTED[] = {
      "{\"head\":{},\"boolean\":true}\n",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n"
      "<head/>\n<boolean>true</boolean>\n</sparql>\n",
      "true\r\n", "true\n", "true\n"};
  for (unsigned format = 0; format < RESULT_FORMAT_COUNT; format++) {
    Buffer out = {0};
    ResultWriter *writer = result_writer((ResultFormat)format, &out);
    CU_ASSERT_EQUAL(result_writer_boolean(writer, true, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(result_writer_end(writer, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), EXPECTED[format]);
    result_writer_destroy(writer);
    buffer_free(&out);
  }
}

static void a_long_value_passes_whole(void) {
  static const char *const NAME[] = {"v"};
  const size_t length = 3000000;
  char *text = arena_alloc(arena, length + 1);
  memset(text, 'x', length);
  text[length] = '\0';
  const Term row = string(text);
  for (unsigned format = 0; format < RESULT_FORMAT_COUNT; format++) {
    Buffer out = {0};
    CU_ASSERT_EQUAL(write_rows((ResultFormat)format, 1, NAME, 1, &row, &out, NULL), STATUS_OK);
    CU_ASSERT_TRUE(out.length > length);
    CU_ASSERT_PTR_NOT_NULL(memmem(out.data, out.length, text, length));
    buffer_free(&out);
  }
}

static Status refuse(void *self, const char *data, size_t length, Error *err) {
  (void)data;
  (void)length;
  (*(int *)self)++;
  return error_set(err, STATUS_IO, "gone");
}

static void a_failing_output_ends_the_writing(void) {
  static const char *const NAME[] = {"v"};
  int calls = 0;
  const Output output = {refuse, &calls};
  ResultWriter *writer;
  CU_ASSERT_EQUAL_FATAL(result_writer_create(RESULT_CSV, &output, 0, NULL, &writer, NULL),
                        STATUS_OK);
  CU_ASSERT_EQUAL(result_writer_begin(writer, 1, NAME, NULL), STATUS_OK);
  const Term row = string("0123456789");
  Status status = STATUS_OK;
  for (int i = 0; i < 100000 && status == STATUS_OK; i++)
    status = result_writer_row(writer, &row, NULL);
  CU_ASSERT_EQUAL(status, STATUS_IO);
  CU_ASSERT_EQUAL(calls, 1);
  result_writer_destroy(writer);
}

static void bytes_that_are_not_utf8_become_replacements(void) {
  static const char *const NAME[] = {"v"};
  const Term row = string("a\xFF\xC3z");
  expect_rows(RESULT_CSV, 1, NAME, 1, &row, "v\r\na\xEF\xBF\xBD\xEF\xBF\xBDz\r\n");
  expect_rows(RESULT_TSV, 1, NAME, 1, &row, "?v\n\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"\n");
}

// --- Names -------------------------------------------------------------------------------------

static void blank_labels_are_legal_and_injective(void) {
  static const char *const LABELS[] = {"",    "a",    "A",   "a_b", "a__b", "a_5Fb",    "0a",  "_",
                                       "__",  "a b",  "a.b", "a.",  "-a",   "\xC3\xA9", "_30", "0",
                                       "_:x", "a\nb", "a-b", "a:b", "1",    "a1"};
  enum { COUNT = sizeof LABELS / sizeof *LABELS };
  Buffer out[COUNT] = {{0}};
  for (size_t i = 0; i < COUNT; i++) {
    escape_label(&out[i], LABELS[i], strlen(LABELS[i]));
    CU_ASSERT_TRUE(name_is_xml(out[i].data, out[i].length));
    CU_ASSERT_TRUE(name_is_local(out[i].data, out[i].length));
    for (size_t j = 0; j < i; j++)
      CU_ASSERT_STRING_NOT_EQUAL(buffer_text(&out[i]), buffer_text(&out[j]));
  }
  for (size_t i = 0; i < COUNT; i++) buffer_free(&out[i]);
}

static void only_lossless_literals_are_bare(void) {
  static const char *const BARE[] = {"0", "7", "-7", "120"};
  static const char *const KEPT[] = {"", "+7", "007", "-0", "1.0", "7 ", "1e3", "abc", "-"};
  for (size_t i = 0; i < sizeof BARE / sizeof *BARE; i++) {
    const Term term = typed(BARE[i], &XSD_INTEGER);
    CU_ASSERT_TRUE(literal_is_bare(&term, true));
  }
  for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
    const Term term = typed(KEPT[i], &XSD_INTEGER);
    CU_ASSERT_FALSE(literal_is_bare(&term, true));
  }
  const struct {
    const char *text;
    const Symbol *datatype;
    bool bare;
  } other[] = {
      {"1.5", &XSD_DECIMAL, true},  {"-0.5", &XSD_DECIMAL, true},  {"5.0", &XSD_DECIMAL, true},
      {"5", &XSD_DECIMAL, false},   {"1.50", &XSD_DECIMAL, false}, {".5", &XSD_DECIMAL, false},
      {"1.0E6", &XSD_DOUBLE, true}, {"1.5E-7", &XSD_DOUBLE, true}, {"INF", &XSD_DOUBLE, false},
      {"1.0", &XSD_DOUBLE, false},  {"1", &XSD_DOUBLE, false},     {"true", &XSD_BOOLEAN, true},
      {"1", &XSD_BOOLEAN, false},   {"7", &XSD_INT, false},        {"7", &XSD_STRING, false},
      {"2020", &XSD_G_YEAR, false}};
  for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
    const Term term = typed(other[i].text, other[i].datatype);
    CU_ASSERT_EQUAL(literal_is_bare(&term, true), other[i].bare);
  }
}

static void format_names_go_both_ways(void) {
  for (unsigned i = 0; i < RESULT_FORMAT_COUNT; i++) {
    ResultFormat format;
    CU_ASSERT_TRUE(result_format_parse(result_format_name((ResultFormat)i), &format));
    CU_ASSERT_EQUAL(format, i);
  }
  for (unsigned i = 0; i < GRAPH_FORMAT_COUNT; i++) {
    GraphFormat format;
    CU_ASSERT_TRUE(graph_format_parse(graph_format_name((GraphFormat)i), &format));
    CU_ASSERT_EQUAL(format, i);
  }
  ResultFormat result;
  GraphFormat graph;
  CU_ASSERT_FALSE(result_format_parse("nt", &result));
  CU_ASSERT_FALSE(graph_format_parse("json", &graph));
  CU_ASSERT_TRUE(graph_format_has_graphs(GRAPH_TRIG));
  CU_ASSERT_FALSE(graph_format_has_graphs(GRAPH_TURTLE));
}

// --- Graphs ------------------------------------------------------------------------------------

static Quad quad(Term subject, Term predicate, Term object) {
  return (Quad){subject, predicate, object, {.kind = TERM_UNBOUND}};
}

static Quad quad_in(Term graph, Quad triple) {
  triple.graph = graph;
  return triple;
}

static void turtle_groups_and_shortens(void) {
  const Quad quads[] = {
      quad(iri("http://ex.org/a"), term_iri(&RDF_TYPE), iri("http://ex.org/deep/C")),
      quad(iri("http://ex.org/a"), iri("http://ex.org/p"), typed("1", &XSD_INTEGER)),
      quad(iri("http://ex.org/a"), iri("http://ex.org/p"), typed("01", &XSD_INTEGER)),
      quad(iri("http://ex.org/a"), iri("http://empty.org/ns#q"), tagged("x", "en")),
      quad(blank("b 1"), iri("http://ex.org/with space"), iri("http://ex.org/x/y")),
      quad(iri("http://ex.org/trailing."), iri("http://ex.org/p"), string("x")),
  };
  expect_graph(GRAPH_TURTLE, sizeof quads / sizeof *quads, quads,
               "@prefix rdf: <http://other.org/rdf#> .\n"
               "@prefix : <http://empty.org/ns#> .\n"
               "@prefix exd: <http://ex.org/deep/> .\n"
               "@prefix ex: <http://ex.org/> .\n\n"
               "ex:a a exd:C ;\n    ex:p 1, \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> ;\n"
               "    :q \"x\"@en .\n"
               "_:b_201 <http://ex.org/with\\u0020space> <http://ex.org/x/y> .\n"
               "<http://ex.org/trailing.> ex:p \"x\" .\n");
}

static void trig_opens_and_closes_graphs(void) {
  const Quad in_default = quad(iri("http://ex.org/a"), iri("http://ex.org/p"), string("x"));
  const Quad quads[] = {
      quad_in(iri("http://ex.org/g"), in_default),
      quad_in(iri("http://ex.org/g"), in_default),
      quad_in(blank("h"), in_default),
      in_default,
  };
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_quads(GRAPH_TRIG, 4, quads, &out, NULL), STATUS_OK);
  const char *body = strstr(buffer_text(&out), "\n\n");
  static const char EXPECTED[] =
      "\n\nex:g {\nex:a ex:p \"x\", \"x\" .\n}\n"
      "_:h {\nex:a ex:p \"x\" .\n}\nex:a ex:p \"x\" .\n";
  CU_ASSERT_TRUE(body != NULL && strcmp(body, EXPECTED) == 0);
  buffer_free(&out);
}

static void nquads_name_the_graph_and_triples_do_not(void) {
  const Quad quads[] = {
      quad_in(iri("http://g"), quad(iri("http://s"), iri("http://p"), string("\x01\x7F\b")))};
  expect_graph(GRAPH_NQUADS, 1, quads,
               "<http://s> <http://p> \"\\u0001\\u007F\\b\" <http://g> .\n");
  expect_graph(GRAPH_NTRIPLES, 1, quads, "<http://s> <http://p> \"\\u0001\\u007F\\b\" .\n");
}

static void rdfxml_declares_what_it_needs(void) {
  const Quad quads[] = {
      quad(iri("http://ex.org/a"), iri("http://ex.org/p"), string("x & y")),
      quad(iri("http://ex.org/a"), iri("http://un.org/v1/q"), iri("http://ex.org/?a&b")),
  };
  expect_graph(GRAPH_RDFXML, 2, quads,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"\n"
               "    xmlns:exd=\"http://ex.org/deep/\"\n    xmlns:ex=\"http://ex.org/\">\n"
               "<rdf:Description rdf:about=\"http://ex.org/a\">\n"
               "  <ex:p>x &amp; y</ex:p>\n"
               "  <ns:q xmlns:ns=\"http://un.org/v1/\" rdf:resource=\"http://ex.org/?a&amp;b\"/>\n"
               "</rdf:Description>\n</rdf:RDF>\n");
}

static void rdfxml_refuses_predicates_that_are_no_names(void) {
  static const char *const REFUSED[] = {"http://ex.org/1", "http://ex.org/", "urn:1-2",
                                        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"};
  for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
    const Quad one = quad(iri("http://s"), iri(REFUSED[i]), string("x"));
    Buffer out = {0};
    Error err = {0};
    CU_ASSERT_EQUAL(write_quads(GRAPH_RDFXML, 1, &one, &out, &err), STATUS_DATA);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, REFUSED[i]));
    CU_ASSERT_TRUE(err.hint[0] != '\0');
    buffer_free(&out);
  }
}

static void jsonld_is_expanded_and_repeats_no_key(void) {
  const Quad quads[] = {
      quad(iri("http://s"), term_iri(&RDF_TYPE), iri("http://C")),
      quad(iri("http://s"), term_iri(&RDF_TYPE), string("odd")),
      quad(iri("http://s"), iri("http://p"), typed("1", &XSD_INTEGER)),
      quad(iri("http://s"), iri("http://q"), tagged("x", "en")),
      quad(iri("http://s"), iri("http://p"), blank("b")),
      quad_in(iri("http://g"), quad(iri("http://s"), iri("http://p"), string("in g"))),
      quad_in(iri("http://g"), quad(iri("http://s"), iri("http://p"), string("again"))),
      quad_in(iri("http://h"), quad(iri("http://s"), iri("http://p"), string("in h"))),
      quad(iri("http://s"), iri("http://p"), string("back")),
  };
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_quads(GRAPH_JSONLD, sizeof quads / sizeof *quads, quads, &out, NULL),
                  STATUS_OK);
  json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(root);
  json_decref(root);
  CU_ASSERT_STRING_EQUAL(
      buffer_text(&out),
      "[\n{\"@id\":\"http://s\",\"@type\":[\"http://C\"]},"
      "\n{\"@id\":\"http://s\",\"http://www.w3.org/1999/02/22-rdf-syntax-ns#type\":"
      "[{\"@value\":\"odd\"}],"
      "\"http://p\":[{\"@value\":\"1\",\"@type\":\"http://www.w3.org/2001/XMLSchema#integer\"}],"
      "\"http://q\":[{\"@value\":\"x\",\"@language\":\"en\"}]},"
      "\n{\"@id\":\"http://s\",\"http://p\":[{\"@id\":\"_:b\"}]},"
      "\n{\"@id\":\"http://g\",\"@graph\":[\n{\"@id\":\"http://s\",\"http://p\":"
      "[{\"@value\":\"in g\"},{\"@value\":\"again\"}]}]},"
      "\n{\"@id\":\"http://h\",\"@graph\":[\n{\"@id\":\"http://s\",\"http://p\":"
      "[{\"@value\":\"in h\"}]}]},"
      "\n{\"@id\":\"http://s\",\"http://p\":[{\"@value\":\"back\"}]}\n]\n");
  buffer_free(&out);
}

static void empty_graphs_are_whole_documents(void) {
  expect_graph(GRAPH_NTRIPLES, 0, NULL, "");
  expect_graph(GRAPH_JSONLD, 0, NULL, "[\n]\n");
  Buffer out = {0};
  CU_ASSERT_EQUAL(write_quads(GRAPH_RDFXML, 0, NULL, &out, NULL), STATUS_OK);
  CU_ASSERT_PTR_NOT_NULL(strstr(buffer_text(&out), "</rdf:RDF>\n"));
  buffer_free(&out);
}

// --- Round trips -------------------------------------------------------------------------------

typedef struct Lines {
  char *line[512];
  size_t count;
} Lines;

static void lines_add(Lines *lines, const Quad *quad) {
  Buffer out = {0};
  CU_ASSERT_TRUE_FATAL(lines->count < sizeof lines->line / sizeof *lines->line);
  const Term *terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  for (size_t i = 0; i < 4; i++) {
    // Labels are compared as documents show them.
    if (terms[i]->kind == TERM_BLANK)
      buffer_printf(&out, "_:%s", terms[i]->lexical->text);
    else
      escape_term(&out, terms[i]);
    buffer_add_char(&out, ' ');
  }
  lines->line[lines->count++] = buffer_copy(&out, arena);
  buffer_free(&out);
}

static int compare_lines(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static Term term_of_raptor(const raptor_term *term) {
  if (term == NULL) return (Term){.kind = TERM_UNBOUND};
  switch (term->type) {
    case RAPTOR_TERM_TYPE_URI: return iri((const char *)raptor_uri_as_string(term->value.uri));
    case RAPTOR_TERM_TYPE_BLANK: return blank((const char *)term->value.blank.string);
    default: break;
  }
  const raptor_term_literal_value *literal = &term->value.literal;
  const char *text = (const char *)literal->string;
  if (literal->language != NULL) return tagged(text, (const char *)literal->language);
  if (literal->datatype == NULL) return string(text);
  return typed(text, symbol((const char *)raptor_uri_as_string(literal->datatype)));
}

static void take_statement(void *self, raptor_statement *statement) {
  const Quad read = {term_of_raptor(statement->subject), term_of_raptor(statement->predicate),
                     term_of_raptor(statement->object), term_of_raptor(statement->graph)};
  lines_add(self, &read);
}

static void count_message(void *self, raptor_log_message *message) {
  if (message->level < RAPTOR_LOG_LEVEL_ERROR) return;
  printf("\n%s\n", message->text);
  (*(int *)self)++;
}

static unsigned char *keep_label(void *self, unsigned char *label) {
  (void)self;
  return label;
}

static void expect_round_trip(GraphFormat format, const char *parser_name, size_t count,
                              const Quad quads[]) {
  Buffer out = {0};
  CU_ASSERT_EQUAL_FATAL(write_quads(format, count, quads, &out, NULL), STATUS_OK);
  Lines written = {0}, read = {0};
  for (size_t i = 0; i < count; i++) {
    Quad one = quads[i];
    if (!graph_format_has_graphs(format)) one.graph = (Term){.kind = TERM_UNBOUND};
    Term *places[] = {&one.subject, &one.object, &one.graph};
    for (size_t j = 0; j < 3; j++) {
      if (places[j]->kind != TERM_BLANK) continue;
      Buffer label = {0};
      escape_label(&label, places[j]->lexical->text, places[j]->lexical->length);
      *places[j] = blank(buffer_text(&label));
      buffer_free(&label);
    }
    lines_add(&written, &one);
  }

  int errors = 0;
  raptor_world *world = raptor_new_world();
  raptor_world_set_log_handler(world, &errors, count_message);
  raptor_world_set_generate_bnodeid_handler(world, NULL, keep_label);
  raptor_parser *parser = raptor_new_parser(world, parser_name);
  raptor_parser_set_statement_handler(parser, &read, take_statement);
  raptor_uri *base = raptor_new_uri(world, (const unsigned char *)"http://base.org/");
  raptor_parser_parse_start(parser, base);
  raptor_parser_parse_chunk(parser, (const unsigned char *)out.data, out.length, 1);
  raptor_free_uri(base);
  raptor_free_parser(parser);
  raptor_free_world(world);

  CU_ASSERT_EQUAL(errors, 0);
  CU_ASSERT_EQUAL(read.count, written.count);
  qsort(written.line, written.count, sizeof *written.line, compare_lines);
  qsort(read.line, read.count, sizeof *read.line, compare_lines);
  for (size_t i = 0; i < read.count && i < written.count; i++) {
    CU_ASSERT_STRING_EQUAL(read.line[i], written.line[i]);
    if (strcmp(read.line[i], written.line[i]) != 0)
      printf("\n%s: wrote %s\n read %s\n", parser_name, written.line[i], read.line[i]);
  }
  buffer_free(&out);
}

// Distinct triples of nasty strings, numbers in and out of canonical form, and unusual IRIs.
static size_t nasty_quads(Quad quads[], bool controls) {
  static const char *const NUMBERS[] = {"0", "-5", "007", "1.5", "1.50", "2.0E3", "INF", "true"};
  static const Symbol *const TYPES[] = {&XSD_INTEGER, &XSD_DECIMAL, &XSD_DOUBLE,
                                        &XSD_BOOLEAN, &XSD_DATE,    &XSD_STRING};
  static const char *const IRIS[] = {
      "http://ex.org/a",       "http://ex.org/a.b",       "http://ex.org/a.",
      "http://ex.org/-a",      "http://ex.org/1a",        "http://ex.org/",
      "http://ex.org/deep/x",  "http://ex.org/x?y=1&z=2", "http://ex.org/caf\xC3\xA9",
      "http://ex.org/a%20b",   "http://ex.org/a:b",       "http://ex.org/(a)",
      "urn:isbn:123",          "http://ex.org/a'b",       "http://ex.org/a~b",
      "http://empty.org/ns#n", "http://ex.org/_under",    "http://ex.org/true"};
  const Term subject = iri("http://ex.org/s");
  const Term predicate = iri("http://ex.org/p");
  size_t count = 0;
  for (size_t i = 0; i < NASTY_COUNT; i++) {
    quads[count++] = quad(subject, predicate, string(NASTY[i]));
    quads[count++] = quad(blank(NASTY[i]), iri("http://ex.org/q"), tagged(NASTY[i], "en"));
  }
  for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
    for (size_t j = 0; j < sizeof TYPES / sizeof *TYPES; j++)
      quads[count++] = quad(subject, predicate, typed(NUMBERS[i], TYPES[j]));
  for (size_t i = 0; i < sizeof IRIS / sizeof *IRIS; i++)
    quads[count++] = quad(iri(IRIS[i]), term_iri(&RDF_TYPE), iri(IRIS[i]));
  if (controls) quads[count++] = quad(subject, predicate, string("\x01\x02\x1F control"));
  return count;
}

// Raptor's TriG parser loses a URI for each graph.
#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:raptor_new_uri_from_counted_string"; }
#endif

static void raptor_reads_back_every_format(void) {
  static Quad quads[512];
  size_t count = nasty_quads(quads, true);
  expect_round_trip(GRAPH_NTRIPLES, "ntriples", count, quads);
  expect_round_trip(GRAPH_TURTLE, "turtle", count, quads);
  count = nasty_quads(quads, false);
  expect_round_trip(GRAPH_RDFXML, "rdfxml", count, quads);
}

static void raptor_reads_back_quads(void) {
  static Quad quads[512];
  const size_t count = nasty_quads(quads, true);
  for (size_t i = 0; i < count; i++)
    if (i % 3 != 0) quads[i].graph = i % 3 == 1 ? iri("http://ex.org/g1") : iri("http://other/g");
  expect_round_trip(GRAPH_NQUADS, "nquads", count, quads);
  expect_round_trip(GRAPH_TRIG, "trig", count, quads);
}

int main(void) {
  static const TestCase TESTS[] = {
      TEST(json_holds_every_kind_of_term_and_leaves_unbound_out),
      TEST(json_of_nasty_strings_is_read_back),
      TEST(xml_holds_every_kind_of_term),
      TEST(xml_refuses_what_xml_cannot_carry),
      TEST(csv_quotes_only_where_it_must),
      TEST(tsv_writes_terms_as_turtle_does),
      TEST(table_aligns_shortens_and_counts),
      TEST(table_streams_beyond_the_rows_it_holds),
      TEST(empty_results_are_whole_documents),
      TEST(booleans_are_whole_documents),
      TEST(a_long_value_passes_whole),
      TEST(a_failing_output_ends_the_writing),
      TEST(bytes_that_are_not_utf8_become_replacements),
      TEST(blank_labels_are_legal_and_injective),
      TEST(only_lossless_literals_are_bare),
      TEST(format_names_go_both_ways),
      TEST(turtle_groups_and_shortens),
      TEST(trig_opens_and_closes_graphs),
      TEST(nquads_name_the_graph_and_triples_do_not),
      TEST(rdfxml_declares_what_it_needs),
      TEST(rdfxml_refuses_predicates_that_are_no_names),
      TEST(jsonld_is_expanded_and_repeats_no_key),
      TEST(empty_graphs_are_whole_documents),
      TEST(raptor_reads_back_every_format),
      TEST(raptor_reads_back_quads),
  };
  arena = arena_create(0);
  symbols = symbols_create(arena, NULL);
  const int code = suites_run("write", TESTS, sizeof TESTS / sizeof *TESTS);
  arena_destroy(arena);
  return code;
}
