// Injective term maps, term maps that cannot meet, assertions that cannot repeat.
#include "mapping/overlap.h"

#include <stdint.h>
#include <string.h>

#include "base/db/catalogue.h"
#include "base/rdf/iri.h"

// --- Injective term maps -------------------------------------------------------------------------
// The bytes that lexical forms of a type are made of; percent-encoding adds "%" and keeps these.
typedef enum Alphabet {
  ALPHABET_DIGITS,   // 0-9 and "-": integers
  ALPHABET_NUMBER,   // and "." : numeric
  ALPHABET_ENCODED,  // iunreserved and "%"
  ALPHABET_ANY,
} Alphabet;

static bool alphabet_has(Alphabet alphabet, unsigned char c) {
  if ((c >= '0' && c <= '9') || c == '-') return true;
  if (alphabet == ALPHABET_DIGITS) return false;
  if (c == '.') return true;
  if (alphabet == ALPHABET_NUMBER) return false;
  if (alphabet == ALPHABET_ANY) return true;
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '~' || c == '%' ||
         c >= 0x80;
}

static PgFamily column_family(const LogicalTable *table, const Symbol *name) {
  const int column = relation_column(table->relation, name);
  if (column < 0) return PG_FAMILY_OTHER;
  return pg_type_info(table->relation->column[column].type)->family;
}

static Alphabet column_alphabet(const LogicalTable *table, const Symbol *name, bool encoded) {
  switch (column_family(table, name)) {
    case PG_FAMILY_INTEGER: return ALPHABET_DIGITS;
    case PG_FAMILY_NUMERIC: return ALPHABET_NUMBER;
    default: return encoded ? ALPHABET_ENCODED : ALPHABET_ANY;
  }
}

static bool has_byte_outside(const Symbol *text, Alphabet alphabet) {
  for (size_t i = 0; i < text->length; i++) {
    if (!alphabet_has(alphabet, (unsigned char)text->text[i])) return true;
  }
  return false;
}

// Does the text hold a byte that the column's values cannot hold?
static bool ends(const Symbol *text, const LogicalTable *table, const Symbol *name, bool encoded) {
  const Alphabet alphabet = column_alphabet(table, name, encoded);
  if (has_byte_outside(text, alphabet)) return true;
  const int column = relation_column(table->relation, name);
  if (column < 0) return false;
  const Column *info = &table->relation->column[column];
  for (size_t i = 0; i < info->check_count; i++) {
    if (info->check[i].test != CHECK_WITHOUT) continue;
    for (const char *c = info->check[i].value[0]; *c != '\0'; c++)
      if ((!encoded || strchr("%0123456789ABCDEFabcdef", *c) == NULL) &&
          memchr(text->text, *c, text->length) != NULL)
        return true;
  }
  return false;
}

// Each text between two columns must hold a byte that the value before it cannot hold: the first
// such byte tells where that value ends. From one column on, the value behind it may be that which
// cannot hold one: the last such byte tells where it begins.
static bool template_is_injective(const TermMap *map, const LogicalTable *table) {
  const Template *template = map->template_;
  const bool encoded = map->term_kind == TERM_IRI;
  size_t from = template->column_count;
  while (from > 1 && ends(template->text[from - 1], table, template->column[from - 1], encoded))
    from--;
  for (size_t i = 0; i + 1 < from; i++)
    if (!ends(template->text[i + 1], table, template->column[i], encoded)) return false;
  if (!encoded || iri_is_absolute(template->text[0]->text, template->text[0]->length)) return true;
  // Relative: a value could only look absolute through a colon in the template's own text.
  for (size_t i = 0; i <= template->column_count; i++) {
    if (memchr(template->text[i]->text, ':', template->text[i]->length) != NULL) return false;
  }
  return true;
}

bool term_map_is_injective(const TermMap *map, const LogicalTable *table) {
  if (map->term_kind_column != NULL || map->kind == TERM_MAP_CONSTANT) return false;
  if (map->kind == TERM_MAP_TEMPLATE) return template_is_injective(map, table);
  if (map->term_kind != TERM_IRI) return true;
  // Text may hold the base already, or be escaped to what another value is.
  switch (column_family(table, map->column)) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_UUID: return true;
    default: return false;
  }
}

// --- Unique assertions ---------------------------------------------------------------------------
enum { COLUMNS_MAX = 1600 };  // PostgreSQL's own limit is 1,600 columns

// Columns of a relation whose values the quad tells.
typedef struct Told {
  const LogicalTable *table;
  bool column[COLUMNS_MAX];
  bool row;  // a whole key is told, and with it every column
} Told;

static void tell_column(Told *told, const Symbol *name) {
  const int column = relation_column(told->table->relation, name);
  if (column >= 0 && column < COLUMNS_MAX) told->column[column] = true;
}

static void tell_term(Told *told, const TermMap *map) {
  if (map == NULL || !term_map_is_injective(map, told->table)) return;
  if (map->kind == TERM_MAP_COLUMN) {
    tell_column(told, map->column);
    return;
  }
  for (size_t i = 0; i < map->template_->column_count; i++)
    tell_column(told, map->template_->column[i]);
}

static bool is_told(const Told *told, const Symbol *name) {
  const int column = relation_column(told->table->relation, name);
  return told->row || (column >= 0 && column < COLUMNS_MAX && told->column[column]);
}

static void look_for_key(Told *told) {
  const Relation *relation = told->table->relation;
  for (size_t i = 0; i < relation->key_count && !told->row; i++) {
    const ColumnSet key = relation->key[i].columns;
    size_t found = 0;
    while (found < key.count && key.column[found] < COLUMNS_MAX && told->column[key.column[found]])
      found++;
    told->row = found == key.count;
  }
}

// Equality in a join passes on what is told only where SQL compares the columns themselves.
static bool join_tells(const Assertion *assertion, const JoinCondition *join) {
  return column_family(assertion->table, join->child) ==
         column_family(assertion->parent_table, join->parent);
}

bool assertion_is_unique(const Assertion *assertion, const Mapping *mapping) {
  (void)mapping;
  Told child = {.table = assertion->table};
  tell_term(&child, assertion->subject);
  tell_term(&child, assertion->predicate);
  tell_term(&child, assertion->graph);
  if (assertion->parent_table == NULL) {
    tell_term(&child, assertion->object);
    look_for_key(&child);
    return child.row;
  }
  Told parent = {.table = assertion->parent_table};
  tell_term(&parent, assertion->object);
  for (int round = 0; round < 2; round++) {
    look_for_key(&child);
    look_for_key(&parent);
    for (size_t i = 0; i < assertion->join_count; i++) {
      const JoinCondition *join = &assertion->join[i];
      if (!join_tells(assertion, join)) continue;
      if (is_told(&child, join->child)) tell_column(&parent, join->parent);
      if (is_told(&parent, join->parent)) tell_column(&child, join->child);
    }
  }
  look_for_key(&child);
  look_for_key(&parent);
  return child.row && parent.row;
}

// --- Term maps that cannot meet ------------------------------------------------------------------
enum { PATTERN_MAX = 255, PATTERN_WORDS = (PATTERN_MAX + 1 + 63) / 64 };

// Bytes, or wildcards for any number of bytes: WILD_ENCODED stands for those of an encoded value,
// WILD_ANY for any. Bytes are 0 to 255.
enum { WILD_ENCODED = 256, WILD_ANY = 257 };

typedef struct Pattern {
  size_t length;
  bool overflow;
  uint16_t item[PATTERN_MAX];
} Pattern;

static void pattern_add(Pattern *pattern, uint16_t item) {
  if (pattern->length == PATTERN_MAX)
    pattern->overflow = true;
  else
    pattern->item[pattern->length++] = item;
}

static void pattern_add_text(Pattern *pattern, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) pattern_add(pattern, (unsigned char)text[i]);
}

static void pattern_of_template(Pattern *pattern, const TermMap *map, const Mapping *mapping) {
  const Template *template = map->template_;
  const bool encoded = map->term_kind == TERM_IRI;
  if (encoded && !iri_is_absolute(template->text[0]->text, template->text[0]->length)) {
    bool colon = false;
    for (size_t i = 0; i <= template->column_count; i++)
      colon |= memchr(template->text[i]->text, ':', template->text[i]->length) != NULL;
    if (colon) {
      pattern_add(pattern, WILD_ANY);
      return;
    }
    pattern_add_text(pattern, mapping->base, strlen(mapping->base));
  }
  for (size_t i = 0; i <= template->column_count; i++) {
    pattern_add_text(pattern, template->text[i]->text, template->text[i]->length);
    if (i < template->column_count) pattern_add(pattern, encoded ? WILD_ENCODED : WILD_ANY);
  }
}

static void pattern_of(Pattern *pattern, const TermMap *map, const Mapping *mapping) {
  pattern->length = 0;
  pattern->overflow = false;
  if (map->kind == TERM_MAP_CONSTANT)
    pattern_add_text(pattern, map->constant.lexical->text, map->constant.lexical->length);
  else if (map->kind == TERM_MAP_TEMPLATE)
    pattern_of_template(pattern, map, mapping);
  else
    pattern_add(pattern, WILD_ANY);
}

static bool is_wild(uint16_t item) { return item >= WILD_ENCODED; }

static bool wild_takes(uint16_t wild, uint16_t byte) {
  return wild == WILD_ANY || alphabet_has(ALPHABET_ENCODED, (unsigned char)byte);
}

// Is there a text that both match? Search over pairs of places, each visited once.
static bool patterns_meet(const Pattern *a, const Pattern *b) {
  if (a->overflow || b->overflow) return true;
  size_t prefix = 0;
  while (prefix < a->length && prefix < b->length && !is_wild(a->item[prefix]) &&
         !is_wild(b->item[prefix])) {
    if (a->item[prefix] != b->item[prefix]) return false;
    prefix++;
  }
  // reach[i] bit j: places i of a and j of b can be reached together.
  uint64_t reach[PATTERN_MAX + 1][PATTERN_WORDS];
  memset(reach, 0, sizeof reach);
#define REACH(i, j) (reach[i][(j) / 64] |= (uint64_t)1 << ((j) % 64))
  REACH(prefix, prefix);
  for (size_t i = prefix; i <= a->length; i++) {
    for (size_t j = prefix; j <= b->length; j++) {
      if ((reach[i][j / 64] >> (j % 64) & 1) == 0) continue;
      const bool more_a = i < a->length, more_b = j < b->length;
      const bool wild_a = more_a && is_wild(a->item[i]), wild_b = more_b && is_wild(b->item[j]);
      if (wild_a) REACH(i + 1, j);
      if (wild_b) REACH(i, j + 1);
      if (wild_a && more_b && !wild_b && wild_takes(a->item[i], b->item[j])) REACH(i, j + 1);
      if (wild_b && more_a && !wild_a && wild_takes(b->item[j], a->item[i])) REACH(i + 1, j);
      if (more_a && more_b && !wild_a && !wild_b && a->item[i] == b->item[j]) REACH(i + 1, j + 1);
    }
  }
#undef REACH
  return (reach[a->length][b->length / 64] >> (b->length % 64) & 1) != 0;
}

static bool kinds_may_agree(const TermMap *a, const TermMap *b) {
  return a->term_kind == b->term_kind || a->term_kind_column != NULL || b->term_kind_column != NULL;
}

// Of literals: languages and datatypes agree, or a column decides.
static bool types_may_agree(const TermMap *a, const TermMap *b) {
  if (a->language_column != NULL || b->language_column != NULL) return true;
  if (a->language != b->language) return false;
  if (a->datatype_column != NULL || b->datatype_column != NULL) return true;
  return a->datatype == NULL || b->datatype == NULL || a->datatype == b->datatype;
}

bool term_maps_may_overlap(const TermMap *a, const TermMap *b, const Mapping *mapping) {
  if (a == NULL || b == NULL) return a == b;
  if (a->kind == TERM_MAP_CONSTANT && b->kind == TERM_MAP_CONSTANT)
    return term_equal(&a->constant, &b->constant);
  if (!kinds_may_agree(a, b)) return false;
  const bool decided = a->term_kind_column == NULL && b->term_kind_column == NULL;
  if (!decided) return true;
  if (a->term_kind == TERM_LITERAL && !types_may_agree(a, b)) return false;
  Pattern left, right;
  pattern_of(&left, a, mapping);
  pattern_of(&right, b, mapping);
  return patterns_meet(&left, &right);
}

bool assertions_may_overlap(const Assertion *a, const Assertion *b, const Mapping *mapping) {
  return term_maps_may_overlap(a->predicate, b->predicate, mapping) &&
         term_maps_may_overlap(a->graph, b->graph, mapping) &&
         term_maps_may_overlap(a->object, b->object, mapping) &&
         term_maps_may_overlap(a->subject, b->subject, mapping);
}
