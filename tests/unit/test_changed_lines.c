// The lines in which two texts differ.
#include <CUnit/CUnit.h>
#include <string.h>

#include "endpoint/cli/changed_lines.h"
#include "tests/support/fixture.h"

static void check(const char *before, const char *after, size_t most, const char *expected) {
  Buffer out = {0};
  changed_lines(before, after, "  ", most, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), expected);
  buffer_free(&out);
}

static void what_is_alike_is_left_out(void) {
  check("", "", 9, "");
  check("a\nb\n", "a\nb\n", 9, "");
  check("a\nb\nc\n", "a\nx\nc\n", 9, "  - b\n  + x\n");
  check("a\nb\n", "b\n", 9, "  - a\n");
  check("", "a\nb", 9, "  + a\n  + b\n");
  check("a", "", 9, "  - a\n");
}

static void the_fewest_lines_are_shown(void) {
  check("a\nb\nc\nd\n", "b\nd\na\n", 9, "  - a\n  - c\n  + a\n");
  check("a\na\na\n", "a\na\n", 9, "  - a\n");
  check("x\na\nb\nc\ny\n", "x\nc\na\nb\ny\n", 9, "  + c\n  - c\n");
}

static void what_was_moved_in_or_out_is_alike(void) {
  check("FILTER\n  JOIN\n    SCAN\n", "JOIN\n  SCAN\n", 9, "  - FILTER\n");
  check("A\n    B\n", "A\n    C\n      D\n", 9, "  - B\n  + C\n  +   D\n");
}

static void long_changes_are_cut_short(void) {
  check("a\nb\nc\n", "x\n", 3, "  - a\n  - b\n  - c\n  … 1 more\n");
  check("a\nb\nc\n", "x\n", 4, "  - a\n  - b\n  - c\n  + x\n");
}

// Texts for which no table would be large enough.
static void huge_texts_are_replaced_whole(void) {
  enum { LINES = 3000 };
  Buffer before = {0}, after = {0}, out = {0};
  buffer_add_text(&before, "first\n");
  buffer_add_text(&after, "first\n");
  for (int i = 0; i < LINES; i++) {
    buffer_printf(&before, "old %d\n", i);
    buffer_printf(&after, "new %d\n", i);
  }
  changed_lines(buffer_text(&before), buffer_text(&after), "", 1, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "- old 0\n… 5999 more\n");
  buffer_free(&before);
  buffer_free(&after);
  buffer_free(&out);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(what_is_alike_is_left_out),         TEST(the_fewest_lines_are_shown),
      TEST(what_was_moved_in_or_out_is_alike), TEST(long_changes_are_cut_short),
      TEST(huge_texts_are_replaced_whole),
  };
  return suites_run("changed lines", tests, sizeof tests / sizeof *tests);
}
