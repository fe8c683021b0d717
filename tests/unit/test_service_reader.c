// The readers of remote results: what is taken, what is refused and where, and that no bytes
// whatever lead astray.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "endpoint/service/result_reader.h"
#include "endpoint/write/escape.h"
#include "tests/support/fixture.h"

static const char *const XY[] = {"x", "y"};

// Reads `text` in pieces of `step` bytes; appends a line for each row, or "error: …".
static Status read_all(ResultSyntax syntax, const ReaderLimits *limits, const char *text,
                       size_t length, size_t step, Buffer *out) {
  ResultReader *reader = result_reader_create(syntax, limits, 2, XY);
  Error err = {0};
  Status status = STATUS_OK;
  size_t at = 0;
  for (ReaderEvent event = READER_MORE; event != READER_END;) {
    status = result_reader_next(reader, &event, &err);
    if (status != STATUS_OK) {
      buffer_printf(out, "error: %s\n", err.message);
      break;
    }
    if (event == READER_MORE) {
      const size_t piece = length - at < step ? length - at : step;
      // A copy of exactly these bytes, so that sanitizers see a step too far.
      static char *held;
      free(held);
      held = malloc(piece + 1);
      memcpy(held, text + at, piece);
      at += piece;
      result_reader_feed(reader, held, piece, at == length);
    } else if (event == READER_ROW) {
      const Term *row = result_reader_row(reader);
      for (size_t i = 0; i < 2; i++) {
        if (row[i].kind == TERM_UNBOUND)
          buffer_add_char(out, '-');
        else
          escape_term(out, &row[i]);
        buffer_add_text(out, i == 0 ? " " : "\n");
      }
    }
  }
  result_reader_destroy(reader);
  return status;
}

static void check(ResultSyntax syntax, const char *text, const char *expected) {
  static const size_t steps[] = {1, 2, 7, 100000};
  const ReaderLimits limits = {0};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    Buffer out = {0};
    (void)read_all(syntax, &limits, text, strlen(text), steps[i], &out);
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
    if (strcmp(buffer_text(&out), expected) != 0)
      printf("\n%s\ngave: %s\nnot:  %s\n", text, buffer_text(&out), expected);
    buffer_free(&out);
  }
}

static void check_json(const char *text, const char *expected) {
  check(RESULT_SYNTAX_JSON, text, expected);
}
static void check_xml(const char *text, const char *expected) {
  check(RESULT_SYNTAX_XML, text, expected);
}
static void check_tsv(const char *text, const char *expected) {
  check(RESULT_SYNTAX_TSV, text, expected);
}

// A JSON document around bindings, and around one term.
static void check_bindings(const char *bindings, const char *expected) {
  Buffer text = {0};
  buffer_printf(&text, "{\"head\":{\"vars\":[\"x\",\"y\"]},\"results\":{\"bindings\":[%s]}}",
                bindings);
  check_json(buffer_text(&text), expected);
  buffer_free(&text);
}

static void check_term(const char *term, const char *expected) {
  Buffer text = {0};
  buffer_printf(&text, "{\"x\":%s}", term);
  check_bindings(buffer_text(&text), expected);
  buffer_free(&text);
}

static void check_binding(const char *term, const char *expected) {
  Buffer text = {0};
  buffer_printf(&text,
                "<?xml version=\"1.0\"?>\n<sparql xmlns='http://www.w3.org/2005/sparql-results#'>"
                "<head><variable name='x'/></head><results><result><binding name='x'>%s</binding>"
                "</result></results></sparql>\n",
                term);
  check_xml(buffer_text(&text), expected);
  buffer_free(&text);
}

// --- JSON ----------------------------------------------------------------------------------------

static void json_terms_of_every_kind_are_read(void) {
  check_term("{\"type\":\"uri\",\"value\":\"http://e/a\"}", "<http://e/a> -\n");
  check_term("{\"type\":\"bnode\",\"value\":\"b0\"}", "_:b0 -\n");
  check_term("{\"type\":\"literal\",\"value\":\"\"}", "\"\" -\n");
  check_term("{\"value\":\"a\",\"xml:lang\":\"EN-gb\",\"type\":\"literal\"}", "\"a\"@en-gb -\n");
  check_term(
      "{\"type\":\"typed-literal\",\"datatype\":\"http://www.w3.org/2001/XMLSchema#integer\","
      "\"value\":\"1\"}",
      "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer> -\n");
  check_term("{\"type\":\"literal\",\"value\":\"\\u00e9\\uD83D\\uDE00\\n\\/\"}",
             "\"\xC3\xA9\xF0\x9F\x98\x80\\n/\" -\n");
}

static void json_members_come_in_any_order_and_others_are_passed_over(void) {
  check_json(
      " {\"results\":{\"ordered\":true,\"bindings\":[{},{\"y\":{\"type\":\"literal\","
      "\"value\":\"1\",\"more\":[{\"a\":[1.5e-3,null]}]},\"z\":{\"type\":\"uri\","
      "\"value\":\"a:b\"}}]},\"link\":[{\"a\":{}}],\"head\":{\"vars\":[]}}\r\n",
      "- -\n- \"1\"\n");
}

static void json_that_is_no_result_is_refused_with_its_row(void) {
  const char *good = "{\"x\":{\"type\":\"literal\",\"value\":\"1\"}},";
  static const struct {
    const char *second, *message;
  } cases[] = {
      {"{\"x\":{\"type\":\"uri\",\"value\":\"no iri\"}}", "'no iri' is not an absolute IRI"},
      {"{\"x\":{\"type\":\"uri\",\"value\":\"relative\"}}", "'relative' is not an absolute IRI"},
      {"{\"x\":{\"type\":\"uri\",\"value\":\"\"}}", "'' is not an absolute IRI"},
      {"{\"x\":{\"type\":\"bnode\",\"value\":\"\"}}", "a blank node has no label"},
      {"{\"x\":{\"value\":\"1\"}}", "a term has no \"type\""},
      {"{\"x\":{\"type\":\"literal\"}}", "a term has no \"value\""},
      {"{\"x\":{\"type\":\"triple\",\"value\":{}}}", "there is no type of term \"triple\""},
      {"{\"x\":{\"type\":\"literal\",\"value\":1}}", "a string was expected for a member"},
      {"{\"x\":{\"type\":\"literal\",\"type\":\"uri\"}}", "\"type\" comes twice"},
      {"{\"x\":{\"type\":\"uri\",\"value\":\"a:b\"},\"x\":{}}", "?x has two values"},
      {"{\"x\":\"a\"}", "a term (an object) was expected for a member"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"a\",\"xml:lang\":\"e n\"}}",
       "'e n' is not a language tag"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"a\",\"datatype\":\"b\"}}",
       "'b' is not an absolute IRI"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"a\",\"datatype\":\"a:b\",\"xml:lang\":\"en\"}}",
       "a literal has a datatype and a language"},
      {"{\"x\":{\"type\":\"uri\",\"value\":\"a:b\",\"xml:lang\":\"en\"}}",
       "what is no literal has a datatype or language"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\xFF\"}}", "a string is not UTF-8"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\\u0000\"}}", "a string holds U+0000"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\\uD83D\"}}",
       "an escape is half of a surrogate pair"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\\uDE00\"}}",
       "an escape is half of a surrogate pair"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\n\"}}", "a control character in a string"},
      {"{\"x\":{\"type\":\"literal\",\"value\":\"\\a\"}}",
       "'a' where the rest of an escape was expected"},
      {"{\"x\":{\"type\":\"literal\" \"value\"}}", "'\"' where ',' or '}' was expected"},
      {"{\"x\":{\"a\":01}}", "'01' is no number"},
      {"{\"x\":{\"a\":nul}}", "'}' where true, false or null was expected"},
      {"{x}", "'x' where a name in quotes was expected"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Buffer text = {0}, expected = {0};
    buffer_printf(&text, "%s%s", good, cases[i].second);
    buffer_printf(&expected, "\"1\" -\nerror: row 2: %s\n", cases[i].message);
    check_bindings(buffer_text(&text), buffer_text(&expected));
    buffer_free(&text);
    buffer_free(&expected);
  }
}

static void json_outside_of_rows_is_checked_too(void) {
  check_json("", "error: before the first row: the answer is cut off\n");
  check_json("[]", "error: before the first row: an object was expected\n");
  check_json("{\"head\":{},\"boolean\":true}",
             "error: before the first row: a yes or no came where solutions were asked for\n");
  check_json("{\"head\":{\"vars\":[\"x\"]}}",
             "error: before the first row: there is no \"results\" with \"bindings\"\n");
  check_json("{\"results\":{\"bindings\":[]}}",
             "error: before the first row: there is no \"head\"\n");
  check_json("{\"head\":{},\"head\":{}}", "error: before the first row: \"head\" comes twice\n");
  check_json("{\"head\":{},\"results\":{\"bindings\":[{}]}} x",
             "- -\nerror: after row 1: 'x' where the end was expected\n");
  check_json("{\"head\":{},\"results\":{\"bindings\":[{}",
             "- -\nerror: after row 1: the answer is cut off\n");
  check_json("\xEF\xBB\xBF{}",
             "error: before the first row: byte 0xEF where a value was expected\n");
}

// --- XML -----------------------------------------------------------------------------------------

static void xml_terms_of_every_kind_are_read(void) {
  check_binding("<uri>http://e/?a=1&amp;b</uri>", "<http://e/?a=1&b> -\n");
  check_binding("\n <bnode>b0</bnode>\n ", "_:b0 -\n");
  check_binding("<literal/>", "\"\" -\n");
  check_binding("<literal> a\r\nb\r<![CDATA[<]]]]>&#xe9;<!-- no -->&#10;</literal>",
                "\" a\\nb\\n<]]\xC3\xA9\\n\" -\n");
  check_binding("<literal xml:lang='de'>a</literal>", "\"a\"@de -\n");
  check_binding("<literal datatype=\"http://e/&quot;\">a</literal>",
                "error: row 1: 'http://e/\"' is not an absolute IRI\n");
  check_binding("<literal datatype = 'http://e/t' >a</literal >", "\"a\"^^<http://e/t> -\n");
}

static void xml_prefixes_and_namespaces_count(void) {
  check_xml(
      "\xEF\xBB\xBF<?xml version='1.0' encoding=\"utf-8\"?><!-- a --><r:sparql "
      "xmlns:r='http://www.w3.org/2005/sparql-results#' xmlns='http://e/'>"
      "<r:head><r:link href='a'/></r:head><r:results><r:result/><r:result><r:binding "
      "name='y'><uri xmlns='http://www.w3.org/2005/sparql-results#'>a:b</uri></r:binding>"
      "</r:result></r:results></r:sparql><!-- b -->\n<?c d?>",
      "- -\n- <a:b>\n");
  check_xml("<sparql xmlns='http://e/'/>",
            "error: before the first row: an element 'sparql' does not stand there\n");
  check_xml("<a:sparql/>", "error: before the first row: 'a:sparql' has no namespace\n");
}

static void xml_that_is_no_result_is_refused(void) {
  check_binding("<uri>a b</uri>", "error: row 1: 'a b' is not an absolute IRI\n");
  check_binding("", "error: row 1: a binding without a term\n");
  check_binding("<uri>a:b</uri><uri>a:b</uri>", "error: row 1: a binding of two terms\n");
  check_binding("a<uri>a:b</uri>", "error: row 1: text where only elements stand\n");
  check_binding("<literal>&nbsp;</literal>", "error: row 1: there is no character '&nbsp;'\n");
  check_binding("<literal>&#0;</literal>", "error: row 1: there is no character '&#0;'\n");
  check_binding("<literal>& </literal>", "error: row 1: '&' without its ';'\n");
  check_binding("<literal>]]></literal>", "error: row 1: ']]>' in a text\n");
  check_binding("<literal>\xC0\x80</literal>", "error: row 1: a text is not UTF-8\n");
  check_binding("<literal>\x01</literal>", "error: row 1: a control character\n");
  check_binding("<literal a=1>a</literal>", "error: row 1: an attribute's value is not quoted\n");
  check_binding("<literal a='1' a='2'/>", "error: row 1: the attribute 'a' comes twice\n");
  check_binding("<literal a='1'b='2'/>", "error: row 1: attributes without a space between them\n");
  check_binding("<literal></uri>", "error: row 1: '</uri>' ends nothing\n");
  check_binding("<triple/>", "error: row 1: an element 'triple' does not stand there\n");
  check_binding("<uri>a:b</uri></binding><binding name='x'><uri>a:b</uri>",
                "error: row 1: ?x has two values\n");
  check_xml("<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head/><results/>",
            "error: before the first row: the answer is cut off\n");
  check_xml(
      "<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head/><boolean>true</boolean>"
      "</sparql>",
      "error: before the first row: a yes or no came where solutions were asked for\n");
}

static void xml_declares_no_document_type_and_no_entities(void) {
  check_xml("<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>",
            "error: before the first row: a document type declaration is not taken\n");
  check_xml("<?xml version='1.0' encoding='UTF-16'?><a/>",
            "error: before the first row: the encoding UTF-16 is not UTF-8\n");
  check_xml(" <?xml version='1.0'?><a/>",
            "error: before the first row: an XML declaration not at the beginning\n");
}

// --- TSV -----------------------------------------------------------------------------------------

static void tsv_terms_of_every_kind_are_read(void) {
  check_tsv(
      "?x\t?y\n<http://e/a>\t_:b\n\"a\\t\\u00e9\\\"\"@en\t'b'^^<http://e/t>\n\t\n12\t-1.5e3\n"
      "1.5\ttrue\r\n",
      "<http://e/a> _:b\n\"a\\t\xC3\xA9\\\"\"@en \"b\"^^<http://e/t>\n- -\n"
      "\"12\"^^<http://www.w3.org/2001/XMLSchema#integer> "
      "\"-1.5e3\"^^<http://www.w3.org/2001/XMLSchema#double>\n"
      "\"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> "
      "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>\n");
  check_tsv("$y\n\n", "- -\n");
}

static void tsv_that_is_no_result_is_refused(void) {
  check_tsv("", "error: before the first row: the answer is cut off\n");
  check_tsv("x\ty\n", "error: before the first row: the head is no list of variables\n");
  check_tsv(
      "?x\n1\nword\n",
      "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer> -\nerror: row 2: 'word' is no term\n");
  check_tsv("?x\n\"a\n", "error: row 1: '\"a' is no term\n");
  check_tsv("?x\n1\t2\n", "error: row 1: more fields than the head has variables\n");
  check_tsv("?x\t?y\n1\n", "error: row 1: fewer fields than the head has variables\n");
  check_tsv("?x\n<a:b", "error: before the first row: the answer is cut off\n");
  check_tsv("?x\n\"\xFF\"\n", "error: row 1: the line is not UTF-8, or holds a NUL\n");
  check_tsv("?x\n<a b>\n", "error: row 1: 'a b' is not an absolute IRI\n");
  check_tsv("?x\n.\n", "error: row 1: '.' is no term\n");
}

// --- Limits --------------------------------------------------------------------------------------

static void check_limit(ResultSyntax syntax, const ReaderLimits *limits, const Buffer *text,
                        const char *message) {
  Buffer out = {0};
  CU_ASSERT_EQUAL(read_all(syntax, limits, text->data, text->length, 4096, &out), STATUS_LIMIT);
  CU_ASSERT_PTR_NOT_NULL(strstr(buffer_text(&out), message));
  buffer_free(&out);
}

static void depth_text_and_rows_are_bounded(void) {
  const ReaderLimits limits = {.max_row = 1000, .max_rows = 2};
  Buffer text = {0};
  buffer_add_text(&text, "{\"a\":");
  for (size_t i = 0; i < 100000; i++) buffer_add_char(&text, '[');
  check_limit(RESULT_SYNTAX_JSON, &limits, &text, "nested deeper than 32 levels");
  buffer_clear(&text);
  for (size_t i = 0; i < 100; i++) buffer_add_text(&text, "<a>");
  Buffer out = {0};
  CU_ASSERT_NOT_EQUAL(read_all(RESULT_SYNTAX_XML, &limits, text.data, text.length, 7, &out),
                      STATUS_OK);
  buffer_free(&out);
  buffer_clear(&text);
  buffer_add_text(&text, "{\"a\":\"");
  for (size_t i = 0; i < 2000; i++) buffer_add_char(&text, 'a');
  check_limit(RESULT_SYNTAX_JSON, &limits, &text, "a string is longer than 1000 bytes");
  buffer_clear(&text);
  buffer_add_text(&text, "?x\n1\n2\n3\n");
  check_limit(RESULT_SYNTAX_TSV, &limits, &text, "row 3: no more than 2 rows are taken");
  buffer_clear(&text);
  buffer_add_text(&text, "<a b='");
  for (size_t i = 0; i < 70000; i++) buffer_add_char(&text, 'a');
  check_limit(RESULT_SYNTAX_XML, &limits, &text, "a tag is longer than 65536 bytes");
  buffer_free(&text);
}

// --- Any bytes -----------------------------------------------------------------------------------

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

// Good documents, with some bytes changed, dropped or doubled: an answer or an error, always, and
// the same whatever the pieces.
static void changed_documents_do_no_harm(void) {
  static const char *const documents[] = {
      "{\"head\":{\"vars\":[\"x\",\"y\"]},\"results\":{\"bindings\":[{\"x\":{\"type\":\"uri\","
      "\"value\":\"http://e/\\u00e9\"},\"y\":{\"type\":\"literal\",\"value\":\"a\","
      "\"xml:lang\":\"en\"}},{\"x\":{\"type\":\"bnode\",\"value\":\"b\"},\"y\":{\"type\":"
      "\"literal\",\"value\":\"1\",\"datatype\":\"http://e/t\"}}]}}",
      "<?xml version=\"1.0\"?><sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head>"
      "<variable name=\"x\"/></head><results><result><binding name=\"x\"><uri>a:&#98;</uri>"
      "</binding><binding name=\"y\"><literal xml:lang=\"en\"><![CDATA[a]]></literal></binding>"
      "</result><!-- a --><result><binding name=\"x\"><bnode>b</bnode></binding></result>"
      "</results></sparql>",
      "?x\t?y\n<http://e/a>\t\"a\\n\"@en\n_:b\t1.5e0\n\t\"\\u00e9\"^^<http://e/t>\n",
  };
  static const char spice[] = "{}[]<>\"'\\&;:,?!-\t\n\0\x80\xFF/u0]";
  uint32_t state = 20250101;
  const ReaderLimits limits = {.max_row = 4096};
  for (size_t i = 0; i < 30000; i++) {
    const ResultSyntax syntax = (ResultSyntax)(i % 3);
    Buffer text = {0};
    buffer_add_text(&text, documents[syntax]);
    for (uint32_t n = 1 + next_random(&state) % 3; n > 0; n--) {
      const size_t at = next_random(&state) % text.length;
      const uint32_t how = next_random(&state) % 4;
      if (how == 0) text.length = at + 1;
      if (how == 1) memmove(text.data + at, text.data + at + 1, --text.length - at);
      if (how >= 2) text.data[at] = spice[next_random(&state) % (sizeof spice - 1)];
      if (text.length == 0) buffer_add_char(&text, ' ');
    }
    Buffer whole = {0}, pieces = {0};
    const Status a = read_all(syntax, &limits, text.data, text.length, text.length, &whole);
    const Status b =
        read_all(syntax, &limits, text.data, text.length, 1 + next_random(&state) % 9, &pieces);
    CU_ASSERT_EQUAL(a, b);
    CU_ASSERT_STRING_EQUAL(buffer_text(&whole), buffer_text(&pieces));
    buffer_free(&whole);
    buffer_free(&pieces);
    buffer_free(&text);
  }
}

int main(void) {
  static const TestCase tests[] = {
      TEST(json_terms_of_every_kind_are_read),
      TEST(json_members_come_in_any_order_and_others_are_passed_over),
      TEST(json_that_is_no_result_is_refused_with_its_row),
      TEST(json_outside_of_rows_is_checked_too),
      TEST(xml_terms_of_every_kind_are_read),
      TEST(xml_prefixes_and_namespaces_count),
      TEST(xml_that_is_no_result_is_refused),
      TEST(xml_declares_no_document_type_and_no_entities),
      TEST(tsv_terms_of_every_kind_are_read),
      TEST(tsv_that_is_no_result_is_refused),
      TEST(depth_text_and_rows_are_bounded),
      TEST(changed_documents_do_no_harm),
  };
  return suites_run("service readers", tests, sizeof tests / sizeof *tests);
}
