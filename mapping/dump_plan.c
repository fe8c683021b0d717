// Assertions gathered by what they read; the SQL of each scan.
#include "mapping/dump_plan.h"

#include <stdlib.h>

#include "base/db/identifier.h"
#include "mapping/assertion.h"
#include "mapping/overlap.h"

// A builder that a scan has, to share it between assertions.
typedef struct Known {
  const TermMap *map;
  bool parent;
  int index;
} Known;

typedef struct ScanDraft {
  DumpScan scan;
  VEC(Known) known;
} ScanDraft;

typedef struct Planner {
  Arena *arena;
  const Mapping *mapping;
  TermFaults *faults;
  VEC(ScanDraft *) drafts;
} Planner;

// --- Scans ---------------------------------------------------------------------------------------
static bool same_join(const DumpScan *scan, const Assertion *assertion) {
  if (scan->join_count != assertion->join_count) return false;
  for (size_t i = 0; i < scan->join_count; i++) {
    if (scan->join[i].child != assertion->join[i].child ||
        scan->join[i].parent != assertion->join[i].parent)
      return false;
  }
  return true;
}

static ScanDraft *draft_of(Planner *planner, const Assertion *assertion) {
  for (size_t i = planner->drafts.count; i > 0; i--) {
    ScanDraft *draft = planner->drafts.item[i - 1];
    if (draft->scan.table == assertion->table &&
        draft->scan.parent_table == assertion->parent_table && same_join(&draft->scan, assertion))
      return draft;
  }
  ScanDraft *draft = ARENA_NEW(planner->arena, ScanDraft);
  draft->scan.table = assertion->table;
  draft->scan.parent_table = assertion->parent_table;
  draft->scan.join_count = assertion->join_count;
  draft->scan.join = assertion->join;
  VEC_PUSH(planner->arena, &planner->drafts, draft);
  return draft;
}

typedef struct Side {
  Arena *arena;
  DumpScan *scan;
  bool parent;
} Side;

static int slot_of(void *self, const Symbol *column, PgType type) {
  const Side *side = self;
  DumpScan *scan = side->scan;
  for (size_t i = 0; i < scan->columns.count; i++) {
    const DumpColumn *known = &scan->columns.item[i];
    if (known->parent == side->parent && known->name == column && known->type == type)
      return (int)i;
  }
  const DumpColumn added = {side->parent, column, type};
  VEC_PUSH(side->arena, &scan->columns, added);
  return (int)scan->columns.count - 1;
}

static int builder_of(Planner *planner, ScanDraft *draft, const TermMap *map, bool parent) {
  if (map == NULL) return -1;
  for (size_t i = 0; i < draft->known.count; i++) {
    const Known *known = &draft->known.item[i];
    if (known->parent == parent && term_map_equal(known->map, map)) return known->index;
  }
  Side side = {planner->arena, &draft->scan, parent};
  const RowLayout layout = {slot_of, &side};
  TermBuilder *builder = term_builder_create(planner->arena, planner->mapping, map,
                                             parent ? draft->scan.parent_table : draft->scan.table,
                                             layout, planner->faults);
  const Known added = {map, parent, (int)draft->scan.builders.count};
  VEC_PUSH(planner->arena, &draft->scan.builders, builder);
  VEC_PUSH(planner->arena, &draft->known, added);
  return added.index;
}

static bool is_constant(const TermMap *map) {
  return map == NULL || map->kind == TERM_MAP_CONSTANT;
}

static PgType type_of(const LogicalTable *table, const Symbol *name) {
  const int column = relation_column(table->relation, name);
  return column < 0 ? PG_TYPE_OTHER : table->relation->column[column].type;
}

static const int *needed_slots(Planner *planner, ScanDraft *draft, const Assertion *assertion) {
  int *slots = ARENA_ARRAY(planner->arena, int, assertion->needed_count + 1);
  for (size_t i = 0; i < assertion->needed_count; i++) {
    const NeededColumn *needed = &assertion->needed[i];
    Side side = {planner->arena, &draft->scan, needed->parent};
    slots[i] = slot_of(&side, needed->name, needed->type);
  }
  return slots;
}

// All rows that give a quad give the same one.
static bool is_single(const Assertion *assertion) {
  return is_constant(assertion->subject) && is_constant(assertion->predicate) &&
         is_constant(assertion->object) && is_constant(assertion->graph) &&
         assertion->needed_count == 0;
}

static void add_quad(Planner *planner, const Assertion *assertion, bool filter) {
  ScanDraft *draft = draft_of(planner, assertion);
  const DumpQuad quad = {
      .needed_count = assertion->needed_count,
      .needed = needed_slots(planner, draft, assertion),
      .subject = builder_of(planner, draft, assertion->subject, false),
      .predicate = builder_of(planner, draft, assertion->predicate, false),
      .object = builder_of(planner, draft, assertion->object, assertion->parent_table != NULL),
      .graph = builder_of(planner, draft, assertion->graph, false),
      .filter = filter,
      .once = is_single(assertion)};
  VEC_PUSH(planner->arena, &draft->scan.quads, quad);
}

// --- Repetitions
// ------------------------------------------------------------------------------------- Assertions
// that can overlap have the same predicate, unless one's predicate comes from rows: so they are
// compared within groups of one constant predicate, and those others with all.
typedef struct Entry {
  const Symbol *predicate;  // NULL: from rows
  size_t assertion;
} Entry;

static int compare_entries(const void *left, const void *right) {
  const Entry *a = left, *b = right;
  const uintptr_t p = (uintptr_t)a->predicate, q = (uintptr_t)b->predicate;
  if (p != q) return p < q ? -1 : 1;
  return (a->assertion > b->assertion) - (a->assertion < b->assertion);
}

static void mark_overlaps(const Mapping *mapping, const Entry *entry, size_t count, bool *repeats) {
  for (size_t i = 0; i < count; i++) {
    const Assertion *a = &mapping->assertion[entry[i].assertion];
    for (size_t j = i + 1; j < count; j++) {
      const bool near = entry[i].predicate == NULL || entry[j].predicate == entry[i].predicate;
      if (!near) break;
      const size_t x = entry[i].assertion, y = entry[j].assertion;
      if (repeats[x] && repeats[y]) continue;
      if (assertions_may_overlap(a, &mapping->assertion[y], mapping))
        repeats[x] = repeats[y] = true;
    }
  }
}

// repeats[i]: quads of assertion i may come from other rows or other assertions too.
static const bool *find_repetitions(Arena *arena, const Mapping *mapping) {
  const size_t count = mapping->assertion_count;
  bool *repeats = ARENA_ARRAY(arena, bool, count + 1);
  Entry *entry = ARENA_ARRAY(arena, Entry, count + 1);
  for (size_t i = 0; i < count; i++) {
    const Assertion *assertion = &mapping->assertion[i];
    const TermMap *predicate = assertion->predicate;
    repeats[i] = !is_single(assertion) && !assertion_is_unique(assertion, mapping);
    entry[i].predicate = predicate->kind == TERM_MAP_CONSTANT ? predicate->constant.lexical : NULL;
    entry[i].assertion = i;
  }
  if (count > 1) qsort(entry, count, sizeof *entry, compare_entries);
  mark_overlaps(mapping, entry, count, repeats);
  return repeats;
}

// --- SQL -----------------------------------------------------------------------------------------
static void add_relation(Buffer *sql, const LogicalTable *table, const char *alias) {
  if (table->query != NULL) {
    // The newline ends a comment in the query's last line.
    buffer_printf(sql, "(%s\n)", table->query->text);
  } else {
    relation_append_name(table->relation, sql);
  }
  buffer_printf(sql, " %s", alias);
}

static void add_column(Buffer *sql, const char *alias, const Symbol *name) {
  buffer_printf(sql, "%s.", alias);
  identifier_append(sql, name->text, name->length);
}

// The columns that a scan needs of one side of its join.
typedef VEC(const Symbol *) NameList;

static void need(Arena *arena, NameList *names, const Symbol *name) {
  for (size_t i = 0; i < names->count; i++)
    if (names->item[i] == name) return;
  VEC_PUSH(arena, names, name);
}

static NameList needed_columns(Arena *arena, const DumpScan *scan, bool parent) {
  NameList names = {0};
  for (size_t i = 0; i < scan->columns.count; i++)
    if (scan->columns.item[i].parent == parent) need(arena, &names, scan->columns.item[i].name);
  for (size_t i = 0; i < scan->join_count; i++)
    need(arena, &names, parent ? scan->join[i].parent : scan->join[i].child);
  return names;
}

static bool holds_key(const Relation *relation, const NameList *names) {
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *columns = &relation->key[k].columns;
    size_t held = 0;
    for (size_t i = 0; i < columns->count; i++)
      for (size_t j = 0; j < names->count; j++)
        held += relation->column[columns->column[i]].name == names->item[j];
    if (held == columns->count) return true;
  }
  return false;
}

// One side of a join. Rows that repeat in the columns needed would multiply with those of the other
// side, for quads that are the same: without a key among these columns, only distinct ones are
// joined. Not where SQL takes different values for equal.
static void add_side(Arena *arena, Buffer *sql, const DumpScan *scan, bool parent) {
  const LogicalTable *table = parent ? scan->parent_table : scan->table;
  const char *alias = parent ? "p" : "c";
  const NameList names = needed_columns(arena, scan, parent);
  bool reducible = !holds_key(table->relation, &names);
  for (size_t i = 0; i < names.count; i++)
    reducible = reducible && pg_type_info(type_of(table, names.item[i]))->native_equality &&
                type_of(table, names.item[i]) != PG_TYPE_NUMERIC;
  if (!reducible) {
    add_relation(sql, table, alias);
    return;
  }
  buffer_add_text(sql, "(SELECT DISTINCT ");
  for (size_t i = 0; i < names.count; i++) {
    if (i > 0) buffer_add_text(sql, ", ");
    add_column(sql, "t", names.item[i]);
  }
  buffer_add_text(sql, " FROM ");
  add_relation(sql, table, "t");
  buffer_printf(sql, ") %s", alias);
}

static void add_join(Arena *arena, Buffer *sql, const DumpScan *scan) {
  add_side(arena, sql, scan, false);
  buffer_add_text(sql, " JOIN ");
  add_side(arena, sql, scan, true);
  for (size_t i = 0; i < scan->join_count; i++) {
    const JoinCondition *join = &scan->join[i];
    const bool comparable = join_types_comparable(type_of(scan->table, join->child),
                                                  type_of(scan->parent_table, join->parent));
    const char *cast = comparable ? "" : "::text";
    buffer_add_text(sql, i == 0 ? " ON " : " AND ");
    add_column(sql, "c", join->child);
    buffer_printf(sql, "%s = ", cast);
    add_column(sql, "p", join->parent);
    buffer_add_text(sql, cast);
  }
}

static void write_sql(Arena *arena, DumpScan *scan) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT ");
  for (size_t i = 0; i < scan->columns.count; i++) {
    if (i > 0) buffer_add_text(&sql, ", ");
    const DumpColumn *column = &scan->columns.item[i];
    add_column(&sql, column->parent ? "p" : "c", column->name);
    const PgType own = type_of(column->parent ? scan->parent_table : scan->table, column->name);
    if (column->type == PG_TYPE_BOOL && own != PG_TYPE_BOOL)
      buffer_add_text(&sql, " <> 0");
    else if (column->type != own)
      buffer_printf(&sql, "::%s", pg_type_info(column->type)->name);
  }
  if (scan->columns.count == 0) buffer_add_text(&sql, "1");
  buffer_add_text(&sql, " FROM ");
  if (scan->parent_table != NULL)
    add_join(arena, &sql, scan);
  else
    add_relation(&sql, scan->table, "c");
  if (scan->columns.count == 0) buffer_add_text(&sql, " LIMIT 1");
  scan->sql = buffer_copy(&sql, arena);
  buffer_free(&sql);
}

DumpPlan *dump_plan_create(Arena *arena, const Mapping *mapping, TermFaults *faults) {
  Planner planner = {.arena = arena, .mapping = mapping, .faults = faults};
  const bool *repeats = find_repetitions(arena, mapping);
  for (size_t i = 0; i < mapping->assertion_count; i++)
    add_quad(&planner, &mapping->assertion[i], repeats[i]);
  DumpPlan *plan = ARENA_NEW(arena, DumpPlan);
  for (size_t i = 0; i < planner.drafts.count; i++) {
    DumpScan *scan = &planner.drafts.item[i]->scan;
    write_sql(arena, scan);
    VEC_PUSH(arena, &plan->scans, scan);
  }
  return plan;
}
