// What is known of the rows that an extent is made of: equal columns, NULLs, conditions.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mapping/extent_parts.h"

// --- Equal places --------------------------------------------------------------------------------

// Tables that are known to have one row are one table.
static Place settled(const Extent *extent, Place place) {
  return (Place){extent->row[place.table], place.column};
}

static bool same_place(Place a, Place b) { return a.table == b.table && a.column == b.column; }

// The places whose values are those of `place`, itself the first: the transitive closure of `same`,
// a few pairs walked until nothing is new.
static size_t reach(const Extent *extent, Place place, Place out[COLUMNS_MAX]) {
  size_t count = 0;
  out[count++] = settled(extent, place);
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < extent->same.count && count < COLUMNS_MAX; j++) {
      if (!same_place(settled(extent, extent->same.item[j]), out[i])) continue;
      const Place next = settled(extent, extent->same.item[j ^ 1]);
      bool seen = false;
      for (size_t k = 0; k < count && !seen; k++) seen = same_place(out[k], next);
      if (!seen) out[count++] = next;
    }
  return count;
}

static bool is_among(const Extent *extent, Place place, const Place places[], size_t count) {
  place = settled(extent, place);
  for (size_t i = 0; i < count; i++)
    if (same_place(places[i], place)) return true;
  return false;
}

bool place_equal(const Extent *extent, Place a, Place b) {
  a = settled(extent, a);
  b = settled(extent, b);
  if (same_place(a, b)) return true;
  Place places[COLUMNS_MAX];
  return is_among(extent, b, places, reach(extent, a, places));
}

// --- NULLs ---------------------------------------------------------------------------------------

// Facts about a query that is seen through: it has columns that are never NULL.
static bool query_says_not_null(const Extent *extent, const Place places[], size_t count) {
  for (size_t i = 0; i < extent->sources.count; i++) {
    const RowSource *source = &extent->sources.item[i];
    if (source->view == NULL) continue;
    for (unsigned j = 0; j < source->relation->column_count; j++)
      if (source->relation->column[j].not_null &&
          is_among(extent, source_place(source, j), places, count))
        return true;
  }
  return false;
}

bool place_never_null(const Extent *extent, Place place) {
  Place places[COLUMNS_MAX];
  const size_t count = reach(extent, place, places);
  for (size_t i = 0; i < count; i++)
    if (extent_column(extent, places[i])->not_null) return true;
  for (size_t i = 0; i < extent->needed.count; i++)
    if (is_among(extent, extent->needed.item[i], places, count)) return true;
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    if (condition->test == VIEW_IS_NULL) continue;
    if (is_among(extent, condition->left, places, count) ||
        (condition->text == NULL && is_among(extent, condition->right, places, count)))
      return true;
  }
  return query_says_not_null(extent, places, count);
}

bool place_is_written(const Extent *extent, Place place) {
  for (size_t i = 0; i < extent->written.count; i++)
    if (place_equal(extent, extent->written.item[i], place)) return true;
  return false;
}

// --- Conditions with constants -------------------------------------------------------------------

// What is known of a value: it is one of value[0..count), all of them canonical (count 0: nothing
// is known of that), and lies between low and high, both included.
typedef struct Known {
  size_t count;
  const char *const *value;
  long long low, high;
} Known;

static bool integer_of(const char *text, long long *out) {
  const char *digits = text + (text[0] == '-');
  if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > 18)
    return false;
  *out = strtoll(text, NULL, 10);
  return true;
}

static void narrow(Known *known, ViewTest test, const char *text) {
  long long value;
  if (!integer_of(text, &value)) return;
  const long long least = test == VIEW_GT ? value + 1 : value;
  const long long most = test == VIEW_LT ? value - 1 : value;
  const bool lower = test == VIEW_EQ || test == VIEW_GT || test == VIEW_GE;
  const bool upper = test == VIEW_EQ || test == VIEW_LT || test == VIEW_LE;
  if (lower && least > known->low) known->low = least;
  if (upper && most < known->high) known->high = most;
}

// CHECK constraints hold of values that are not NULL.
static void add_check(Known *known, const ColumnCheck *check) {
  switch (check->test) {
    case CHECK_LT: narrow(known, VIEW_LT, check->value[0]); return;
    case CHECK_LE: narrow(known, VIEW_LE, check->value[0]); return;
    case CHECK_GT: narrow(known, VIEW_GT, check->value[0]); return;
    case CHECK_GE: narrow(known, VIEW_GE, check->value[0]); return;
    case CHECK_WITHOUT: return;
    case CHECK_IN: break;
  }
  if (known->count > 0 && known->count <= check->value_count) return;
  known->count = check->value_count;
  known->value = check->value;
}

static bool value_passes(long long low, long long high, ViewTest test, long long value) {
  switch (test) {
    case VIEW_EQ: return low == value && high == value;
    case VIEW_NE: return high < value || low > value;
    case VIEW_LT: return high < value;
    case VIEW_LE: return high <= value;
    case VIEW_GT: return low > value;
    case VIEW_GE: return low >= value;
    default: return false;
  }
}

static bool text_passes(const Column *column, ViewTest test, const char *value, const char *text) {
  if (test == VIEW_EQ) return strcmp(value, text) == 0;
  const bool texts_tell = pg_type_info(column->type)->family == PG_FAMILY_TEXT &&
                          column->type != PG_TYPE_NAME && column->deterministic;
  return test == VIEW_NE && texts_tell && strcmp(value, text) != 0;
}

// Does each value of which this is known pass the test?
static bool follows(const Known *known, const Column *column, ViewTest test, const char *text) {
  const bool integer = pg_type_info(column->type)->family == PG_FAMILY_INTEGER;
  long long value = 0;
  if (integer && !integer_of(text, &value)) return false;
  if (integer && value_passes(known->low, known->high, test, value)) return true;
  for (size_t i = 0; i < known->count; i++) {
    long long own;
    const bool passes =
        integer ? integer_of(known->value[i], &own) && value_passes(own, own, test, value)
                : text_passes(column, test, known->value[i], text);
    if (!passes) return false;
  }
  return known->count > 0;
}

// The conditions and CHECK constraints together.
static bool constant_holds(const Extent *extent, const PlaceCondition *wanted) {
  Place places[COLUMNS_MAX];
  const size_t count = reach(extent, wanted->left, places);
  if (!place_never_null(extent, wanted->left)) return false;
  Known known = {.low = LLONG_MIN, .high = LLONG_MAX};
  for (size_t i = 0; i < count; i++) {
    const Column *column = extent_column(extent, places[i]);
    for (size_t j = 0; j < column->check_count; j++) add_check(&known, &column->check[j]);
  }
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *own = &extent->conditions.item[i];
    if (own->text == NULL || !is_among(extent, own->left, places, count)) continue;
    narrow(&known, own->test, own->text);
    if (own->test != VIEW_EQ) continue;
    known.count = 1;
    known.value = &own->text;
  }
  return follows(&known, extent_column(extent, wanted->left), wanted->test, wanted->text);
}

bool place_condition_holds(const Extent *extent, const PlaceCondition *wanted) {
  if (wanted->test == VIEW_EQ && wanted->text == NULL &&
      place_equal(extent, wanted->left, wanted->right))
    return place_never_null(extent, wanted->left);
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *known = &extent->conditions.item[i];
    if (known->test != wanted->test || (known->text == NULL) != (wanted->text == NULL)) continue;
    if (!place_equal(extent, known->left, wanted->left)) continue;
    if (known->text != NULL ? strcmp(known->text, wanted->text) == 0
                            : place_equal(extent, known->right, wanted->right))
      return true;
  }
  return wanted->text != NULL && constant_holds(extent, wanted);
}
