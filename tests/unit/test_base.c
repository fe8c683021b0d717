// The ground floor: arenas, symbols, buffers, UTF-8, errors, SQL identifiers, COPY lines.
#include <CUnit/CUnit.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/db/copy_text.h"
#include "base/db/identifier.h"
#include "base/db/inline_values.h"
#include "base/db/pg_type.h"
#include "base/rdf/vocabulary.h"
#include "base/symbol.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// --- Arenas --------------------------------------------------------------------------------------

static void arena_gives_aligned_memory_of_any_size(void) {
  Arena *arena = arena_create(0);
  static const size_t sizes[] = {0, 1, 7, 16, 4096, 8192, 9000, 3 * 1024 * 1024};
  for (size_t i = 0; i < COUNT(sizes); i++) {
    unsigned char *memory = arena_alloc(arena, sizes[i]);
    CU_ASSERT_EQUAL((uintptr_t)memory % 16, 0);
    memset(memory, 0xAB, sizes[i]);
  }
  const char *text = arena_copy_text(arena, "abcdef", 3);
  CU_ASSERT_STRING_EQUAL(text, "abc");
  CU_ASSERT_STRING_EQUAL(arena_format(arena, "%s-%d", text, 7), "abc-7");
  CU_ASSERT(arena_used(arena) > 3 * 1024 * 1024);
  arena_reset(arena);
  CU_ASSERT_EQUAL(arena_used(arena), 0);
  CU_ASSERT_STRING_EQUAL(arena_copy_text(arena, "again", 5), "again");
  arena_destroy(arena);
  arena_destroy(NULL);
}

static Status allocate_ten_megabytes(void *context, Error *err) {
  (void)err;
  for (int i = 0; i < 10000; i++) *(char *)arena_alloc((Arena *)context, 1000) = 'x';
  return STATUS_OK;
}

static Status fail_inside(void *context, Error *err) {
  (void)err;
  arena_fail((Arena *)context, STATUS_INTERNAL, "law %d is broken", 7);
}

static Status nest(void *context, Error *err) {
  Error inner = {0};
  const Status status = arena_run((Arena *)context, fail_inside, context, &inner);
  CU_ASSERT_EQUAL(status, STATUS_INTERNAL);
  return error_set(err, STATUS_SYNTAX, "outer after: %s", inner.message);
}

static void arena_limit_leaves_to_the_boundary(void) {
  Arena *arena = arena_create(1024 * 1024);
  Error err = {0};
  CU_ASSERT_EQUAL(arena_run(arena, allocate_ten_megabytes, arena, &err), STATUS_LIMIT);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "memory limit of 1 MB"));
  CU_ASSERT(arena_used(arena) <= 1024 * 1024);
  arena_reset(arena);
  CU_ASSERT_EQUAL(arena_run(arena, nest, arena, &err), STATUS_SYNTAX);
  CU_ASSERT_STRING_EQUAL(err.message, "outer after: law 7 is broken");
  arena_destroy(arena);
}

static void note_release(void *object) {
  char *note = object;
  char *order = note - (*note - 'a');
  order[3 + strlen(order + 3)] = *note;
}

static void arena_cleans_up_in_reverse_order(void) {
  // Three notes, then the order in which they were released.
  char notes[8] = {'a', 'b', 'c'};
  Arena *arena = arena_create(0);
  for (int i = 0; i < 3; i++) arena_on_release(arena, note_release, &notes[i]);
  arena_reset(arena);
  CU_ASSERT_STRING_EQUAL(notes + 3, "cba");
  arena_destroy(arena);
  CU_ASSERT_STRING_EQUAL(notes + 3, "cba");
}

static void arena_takes_back_what_came_since_a_mark(void) {
  char notes[8] = {'a'};
  Arena *arena = arena_create(1024 * 1024);
  const ArenaMark empty = arena_mark(arena);
  const char *kept = arena_copy_text(arena, "kept", 4);
  const size_t used = arena_used(arena);
  // Ten times what the limit lets be alive.
  for (int i = 0; i < 100; i++) {
    const ArenaMark mark = arena_mark(arena);
    for (int j = 0; j < 10; j++) *(char *)arena_alloc(arena, 10000) = 'x';
    arena_rewind(arena, mark);
  }
  CU_ASSERT_EQUAL(arena_used(arena), used);
  CU_ASSERT_STRING_EQUAL(kept, "kept");
  const ArenaMark mark = arena_mark(arena);
  const char *owned = arena_copy_text(arena, "owned", 5);
  arena_on_release(arena, note_release, &notes[0]);
  arena_rewind(arena, mark);
  CU_ASSERT(arena_used(arena) > used);
  CU_ASSERT_STRING_EQUAL(owned, "owned");
  arena_reset(arena);
  (void)arena_copy_text(arena, "again", 5);
  arena_rewind(arena, empty);
  CU_ASSERT_EQUAL(arena_used(arena), 0);
  arena_destroy(arena);
}

static void vectors_grow_and_keep_their_items(void) {
  Arena *arena = arena_create(0);
  VEC(int) numbers = {0};
  for (int i = 0; i < 1000; i++) VEC_PUSH(arena, &numbers, i);
  CU_ASSERT_EQUAL(numbers.count, 1000);
  for (int i = 0; i < 1000; i++) CU_ASSERT_EQUAL(numbers.item[i], i);
  arena_destroy(arena);
}

// --- Symbols -------------------------------------------------------------------------------------

static void equal_text_is_one_symbol(void) {
  Arena *arena = arena_create(0);
  Symbols *root = symbols_create(arena, NULL);
  CU_ASSERT_PTR_EQUAL(symbols_intern_text(root, XSD_INTEGER.text), &XSD_INTEGER);
  const Symbol *a = symbols_intern(root, "abc", 2);
  CU_ASSERT_STRING_EQUAL(a->text, "ab");
  CU_ASSERT_EQUAL(a->length, 2);
  CU_ASSERT_PTR_EQUAL(a, symbols_intern_text(root, "ab"));
  CU_ASSERT_PTR_NULL(symbols_find(root, "abc", 3));
  const Symbol *empty = symbols_intern(root, "", 0);
  CU_ASSERT_PTR_EQUAL(empty, symbols_find(root, "", 0));

  Symbols *query = symbols_create(arena, root);
  CU_ASSERT_PTR_EQUAL(symbols_intern_text(query, "ab"), a);
  const Symbol *own = symbols_intern_text(query, "own");
  CU_ASSERT_PTR_NULL(symbols_find(root, "own", 3));
  CU_ASSERT_PTR_EQUAL(symbols_find(query, "own", 3), own);

  const Symbol *many[5000];
  for (int i = 0; i < 5000; i++)
    many[i] = symbols_intern_text(query, arena_format(arena, "s%d", i));
  for (int i = 0; i < 5000; i++)
    CU_ASSERT_PTR_EQUAL(symbols_intern_text(query, arena_format(arena, "s%d", i)), many[i]);
  CU_ASSERT_PTR_EQUAL(symbols_find(query, "own", 3), own);
  arena_destroy(arena);
}

static void symbols_order_by_code_point(void) {
  const Symbol a = {"a", 1};
  const Symbol ab = {"ab", 2};
  const Symbol accent = {"\xC3\xA9", 2};
  CU_ASSERT(symbol_compare(&a, &ab) < 0);
  CU_ASSERT(symbol_compare(&ab, &a) > 0);
  CU_ASSERT(symbol_compare(&ab, &accent) < 0);
  CU_ASSERT_EQUAL(symbol_compare(&a, &a), 0);
}

// --- Buffers, errors, UTF-8 ----------------------------------------------------------------------

static void buffers_grow_as_needed(void) {
  Buffer buffer = {0};
  CU_ASSERT_STRING_EQUAL(buffer_text(&buffer), "");
  for (int i = 0; i < 10000; i++) buffer_printf(&buffer, "%d,", i % 10);
  CU_ASSERT_EQUAL(buffer.length, 20000);
  buffer_clear(&buffer);
  buffer_add(&buffer, "a\0b", 3);
  buffer_add_char(&buffer, 'c');
  buffer_add_text(&buffer, "de");
  buffer_add_symbol(&buffer, &RDF_TYPE);
  CU_ASSERT_EQUAL(buffer.length, 6 + RDF_TYPE.length);
  CU_ASSERT_EQUAL(memcmp(buffer.data, "a\0bcde", 6), 0);
  Arena *arena = arena_create(0);
  CU_ASSERT_STRING_EQUAL(buffer_copy(&buffer, arena) + 2, buffer_text(&buffer) + 2);
  arena_destroy(arena);
  buffer_free(&buffer);
}

static void numbers_are_written_as_printf_writes_them(void) {
  static const uint64_t numbers[] = {
      0, 7, 10, 99, 100, 12345, UINT32_MAX, UINT64_MAX, UINT64_C(10000000000000000000)};
  Buffer out = {0};
  char expected[32];
  for (size_t i = 0; i < COUNT(numbers); i++) {
    buffer_clear(&out);
    buffer_add_number(&out, numbers[i]);
    (void)snprintf(expected, sizeof expected, "%llu", (unsigned long long)numbers[i]);
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
    buffer_clear(&out);
    buffer_add_padded(&out, numbers[i], 4);
    (void)snprintf(expected, sizeof expected, "%04llu", (unsigned long long)numbers[i]);
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
  }
  buffer_free(&out);
}

static void the_calendar_is_the_c_library_s(void) {
  // Some four days and a bit apart, from 1653 to 2286.
  for (time_t at = -10000000000; at < 10000000000; at += 354321) {
    struct tm utc;
    CU_ASSERT_PTR_NOT_NULL_FATAL(gmtime_r(&at, &utc));
    const Utc ours = calendar_utc(at);
    CU_ASSERT_EQUAL(ours.date.year, utc.tm_year + 1900);
    CU_ASSERT_EQUAL(ours.date.month, utc.tm_mon + 1);
    CU_ASSERT_EQUAL(ours.date.day, utc.tm_mday);
    CU_ASSERT_EQUAL(ours.weekday, utc.tm_wday);
    CU_ASSERT_EQUAL(ours.hour, utc.tm_hour);
    CU_ASSERT_EQUAL(ours.minute, utc.tm_min);
    CU_ASSERT_EQUAL(ours.second, utc.tm_sec);
    const CalendarDate *date = &ours.date;
    CU_ASSERT_EQUAL(calendar_days(date->year, date->month, date->day),
                    (at - (utc.tm_hour * 60 + utc.tm_min) * 60 - utc.tm_sec) / 86400);
  }
}

static void errors_say_what_where_and_what_to_do(void) {
  Error err = {0};
  CU_ASSERT_EQUAL(error_at(&err, STATUS_SYNTAX, (Position){3, 7}, "expected %s", "WHERE"),
                  STATUS_SYNTAX);
  error_hint(&err, "try %d", 1);
  error_file(&err, "q.rq");
  CU_ASSERT_STRING_EQUAL(err.message, "expected WHERE");
  CU_ASSERT_STRING_EQUAL(err.hint, "try 1");
  CU_ASSERT_STRING_EQUAL(err.file, "q.rq");
  CU_ASSERT_EQUAL(err.at.line, 3);
  CU_ASSERT_EQUAL(error_set(&err, STATUS_DATA, "next"), STATUS_DATA);
  CU_ASSERT_STRING_EQUAL(err.hint, "");
  CU_ASSERT_EQUAL(error_set(NULL, STATUS_IO, "nobody listens"), STATUS_IO);
  CU_ASSERT_EQUAL(status_exit_code(STATUS_OK), 0);
  CU_ASSERT_EQUAL(status_exit_code(STATUS_SYNTAX), 1);
  CU_ASSERT_EQUAL(status_exit_code(STATUS_MAPPING), 2);
  CU_ASSERT_STRING_EQUAL(status_name(STATUS_LIMIT), "limit");
}

static void utf8_is_checked_and_round_trips(void) {
  static const char *const good[] = {"",
                                     "abc",
                                     "\xC3\xA9",
                                     "\xE2\x82\xAC",
                                     "\xF0\x9F\x98\x80",
                                     "\xF4\x8F\xBF\xBF",
                                     "\xED\x9F\xBF"};
  static const char *const bad[] = {"\x80",
                                    "\xC0\x80",
                                    "\xC1\xBF",
                                    "\xC3",
                                    "\xE0\x80\x80",
                                    "\xED\xA0\x80",
                                    "\xE2\x82",
                                    "\xF0\x80\x80\x80",
                                    "\xF5\x80\x80\x80",
                                    "\xF4\x90\x80\x80",
                                    "\xFF",
                                    "\xC3\x28"};
  for (size_t i = 0; i < COUNT(good); i++) CU_ASSERT(utf8_is_valid(good[i], strlen(good[i])));
  for (size_t i = 0; i < COUNT(bad); i++) CU_ASSERT(!utf8_is_valid(bad[i], strlen(bad[i])));
  // Where the first byte is that is not, with ASCII of every length around it.
  for (size_t before = 0; before < 40; before++) {
    char text[80];
    memset(text, 'x', sizeof text);
    memcpy(text + before, "\xE2\x82\xAC", 3);
    CU_ASSERT_EQUAL(utf8_prefix(text, sizeof text), sizeof text);
    CU_ASSERT_EQUAL(utf8_prefix(text, before + 2), before);
    text[before + 1] = 'x';
    CU_ASSERT_EQUAL(utf8_prefix(text, sizeof text), before);
  }
  static const uint32_t points[] = {0x24, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF};
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(points); i++) {
    buffer_clear(&out);
    utf8_append(&out, points[i]);
    uint32_t back = 0;
    CU_ASSERT_EQUAL(utf8_decode(out.data, out.length, &back), out.length);
    CU_ASSERT_EQUAL(back, points[i]);
    CU_ASSERT_EQUAL(utf8_count(out.data, out.length), 1);
  }
  buffer_free(&out);
}

// --- SQL names -----------------------------------------------------------------------------------

static const char *parsed(Symbols *symbols, const char *text) {
  Error err = {0};
  const Symbol *name = identifier_parse(symbols, text, strlen(text), &err);
  if (name == NULL) CU_ASSERT_EQUAL(err.code, STATUS_MAPPING);
  return name == NULL ? "(error)" : name->text;
}

static void identifiers_fold_as_postgresql_folds_them(void) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "StudentId"), "studentid");
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "\"StudentId\""), "StudentId");
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "\"A \"\"b\"\"\""), "A \"b\"");
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "  a_1$ "), "a_1$");
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "\xC3\x89T\xC3\x89"), "\xC3\x89t\xC3\x89");
  CU_ASSERT_STRING_EQUAL(parsed(symbols, "\"a.b\""), "a.b");
  static const char *const bad[] = {"", "1a", "a b", "\"a", "\"\"", "a.b", "a\"", "a-b", "\xC3"};
  for (size_t i = 0; i < COUNT(bad); i++)
    CU_ASSERT_STRING_EQUAL(parsed(symbols, bad[i]), "(error)");
  // 62 letters and a character of two bytes: cut before it, at 62.
  const char *longest = arena_format(
      arena, "%.*s\xC3\xA9z", 62, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij");
  CU_ASSERT_EQUAL(strlen(parsed(symbols, longest)), 62);
  arena_destroy(arena);
}

static void qualified_names_come_apart(void) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  QualifiedName name;
  Error err = {0};
  CU_ASSERT_EQUAL(identifier_parse_qualified(symbols, "Emp", 3, &name, &err), STATUS_OK);
  CU_ASSERT_EQUAL(name.count, 1);
  CU_ASSERT_STRING_EQUAL(name.part[0]->text, "emp");
  CU_ASSERT_EQUAL(identifier_parse_qualified(symbols, "S . \"T.x\"", 9, &name, &err), STATUS_OK);
  CU_ASSERT_EQUAL(name.count, 2);
  CU_ASSERT_STRING_EQUAL(name.part[0]->text, "T.x");
  CU_ASSERT_STRING_EQUAL(name.part[1]->text, "s");
  CU_ASSERT_EQUAL(identifier_parse_qualified(symbols, "c.s.t", 5, &name, &err), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(name.part[2]->text, "c");
  CU_ASSERT_EQUAL(identifier_parse_qualified(symbols, "a.b.c.d", 7, &name, &err), STATUS_MAPPING);
  CU_ASSERT_EQUAL(identifier_parse_qualified(symbols, "a.", 2, &name, &err), STATUS_MAPPING);
  arena_destroy(arena);
}

static void names_are_quoted_only_when_they_must_be(void) {
  static const char *const cases[][2] = {
      {"name", "name"},
      {"a_1", "a_1"},
      {"select", "\"select\""},
      {"user", "\"user\""},
      {"users", "users"},
      {"Name", "\"Name\""},
      {"a b", "\"a b\""},
      {"a\"b", "\"a\"\"b\""},
      {"1a", "\"1a\""},
      {"\xC3\xA9", "\"\xC3\xA9\""},
      {"", "\"\""},
      {"all", "\"all\""},
      {"xmltable", "\"xmltable\""},
      {"al", "al"},
      {"a$", "\"a$\""},
  };
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(cases); i++) {
    buffer_clear(&out);
    identifier_append(&out, cases[i][0], strlen(cases[i][0]));
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), cases[i][1]);
  }
  buffer_clear(&out);
  identifier_append_literal(&out, "it's \\", 6);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "'it''s \\'");
  buffer_free(&out);
}

// --- COPY ----------------------------------------------------------------------------------------

static void copy_lines_are_taken_apart_and_unescaped(void) {
  char line[] = "1\t\\N\t\ta\\tb\\nc\\\\d\\r\\b\\f\\v\t\\\\N\tlast\n";
  const char *value[6];
  int length[6];
  CU_ASSERT_EQUAL(copy_text_split(line, sizeof line - 1, 6, value, length), 6);
  CU_ASSERT_STRING_EQUAL(value[0], "1");
  CU_ASSERT_PTR_NULL(value[1]);
  CU_ASSERT_STRING_EQUAL(value[2], "");
  CU_ASSERT_STRING_EQUAL(value[3], "a\tb\nc\\d\r\b\f\v");
  CU_ASSERT_EQUAL(length[3], 11);
  CU_ASSERT_STRING_EQUAL(value[4], "\\N");
  CU_ASSERT_EQUAL(length[4], 2);
  CU_ASSERT_STRING_EQUAL(value[5], "last");
  CU_ASSERT_EQUAL(length[5], 4);

  // Whatever its length, and whatever stands before it.
  for (int bytes = 0; bytes < 40; bytes++) {
    char text[256] = "", copy[64] = "";
    memset(copy, 'x', (size_t)bytes);
    (void)snprintf(text, sizeof text, "%s\t%s\\\\\t\\N\t%s", copy, copy, copy);
    CU_ASSERT_EQUAL(copy_text_split(text, strlen(text), 4, value, length), 4);
    CU_ASSERT_STRING_EQUAL(value[0], copy);
    CU_ASSERT_EQUAL(length[1], bytes + 1);
    CU_ASSERT_EQUAL(value[1][bytes], '\\');
    CU_ASSERT_PTR_NULL(value[2]);
    CU_ASSERT_STRING_EQUAL(value[3], copy);
  }

  char more[] = "a\tb\tc";
  CU_ASSERT_EQUAL(copy_text_split(more, sizeof more - 1, 2, value, length), 3);
  CU_ASSERT_STRING_EQUAL(value[1], "b");
  char empty[] = "\n";
  CU_ASSERT_EQUAL(copy_text_split(empty, 1, 1, value, length), 1);
  CU_ASSERT_STRING_EQUAL(value[0], "");
  char none[] = "\n";
  CU_ASSERT_EQUAL(copy_text_split(none, 1, 0, value, length), 0);
}

static void parameters_become_literals_where_they_are_parameters(void) {
  static const char *const value[] = {"a", "it's \\ $2", "", "4", "5", "6", "7", "8", "9", "10"};
  static const char *const cases[][2] = {
      {"SELECT $1::text", "SELECT 'a'::text"},
      {"$2,$3", "'it''s \\ $2',''"},
      {"$10+$1", "'10'+'a'"},
      {"$11 $0 $", "$11 $0 $"},
      {"'$1' \"$1\" 'it''s $1' $1", "'$1' \"$1\" 'it''s $1' 'a'"},
      {"'\\' $1", "'\\' 'a'"},
      {"E'\\'$1' $1", "E'\\'$1' 'a'"},
      {"name$1 x.e'$1' $1", "name$1 x.e'$1' 'a'"},
      {"$$ $1 $$ $1", "$$ $1 $$ 'a'"},
      {"$t$ $1 $$ $1 $t$ $1", "$t$ $1 $$ $1 $t$ 'a'"},
      {"-- $1 '\n$1", "-- $1 '\n'a'"},
      {"/* $1 /* ' */ $1 */ $1", "/* $1 /* ' */ $1 */ 'a'"},
      {"a - $1 / $1", "a - 'a' / 'a'"},
      {"'open $1", "'open $1"},
      {"", ""},
  };
  Buffer out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buffer_clear(&out);
    inline_values(cases[i][0], 10, value, &out);
    CU_ASSERT_STRING_EQUAL(buffer_text(&out), cases[i][1]);
    if (strcmp(buffer_text(&out), cases[i][1]) != 0)
      printf("\n%s: %s\n", cases[i][0], buffer_text(&out));
  }
  buffer_free(&out);
}

static void postgresql_types_are_found_by_oid(void) {
  for (int type = 0; type < PG_TYPE_COUNT; type++)
    CU_ASSERT_EQUAL(pg_type_of_oid(pg_type_info((PgType)type)->oid), type);
  CU_ASSERT_EQUAL(pg_type_of_oid(999999), PG_TYPE_OTHER);
  CU_ASSERT_PTR_EQUAL(pg_type_info(PG_TYPE_TIMESTAMPTZ)->datatype, &XSD_DATE_TIME);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(arena_gives_aligned_memory_of_any_size),
      TEST(arena_limit_leaves_to_the_boundary),
      TEST(arena_cleans_up_in_reverse_order),
      TEST(arena_takes_back_what_came_since_a_mark),
      TEST(vectors_grow_and_keep_their_items),
      TEST(equal_text_is_one_symbol),
      TEST(symbols_order_by_code_point),
      TEST(buffers_grow_as_needed),
      TEST(numbers_are_written_as_printf_writes_them),
      TEST(the_calendar_is_the_c_library_s),
      TEST(errors_say_what_where_and_what_to_do),
      TEST(utf8_is_checked_and_round_trips),
      TEST(identifiers_fold_as_postgresql_folds_them),
      TEST(qualified_names_come_apart),
      TEST(names_are_quoted_only_when_they_must_be),
      TEST(copy_lines_are_taken_apart_and_unescaped),
      TEST(parameters_become_literals_where_they_are_parameters),
      TEST(postgresql_types_are_found_by_oid),
  };
  return suites_run("base", tests, COUNT(tests));
}
