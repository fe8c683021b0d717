// Notes about a lawful mapping: rows that give nothing, subjects that repeat, joins that are slow.
#include "mapping/load.h"

// --- Templates ---------------------------------------------------------------------------------
static void note_nullable(Load *load, const TermUse *use) {
  const Relation *relation = use->triples_map->table->relation;
  const Template *template = use->map->template_;
  for (size_t i = 0; i < template->column_count; i++) {
    const int column = relation_column(relation, template->column[i]);
    if (column < 0 || relation->column[column].not_null) continue;
    tell(load, SEVERITY_NOTE, use->map->source, use->triples_map,
         "the template uses \"%s\", which may be NULL: such rows give no %s",
         template->column[i]->text, use->role == ROLE_SUBJECT ? "triples" : "term");
  }
}

static bool covers_key(const Relation *relation, const Template *template) {
  for (size_t i = 0; i < relation->key_count; i++) {
    const ColumnSet key = relation->key[i].columns;
    size_t found = 0;
    for (size_t j = 0; j < key.count; j++) {
      const Symbol *name = relation->column[key.column[j]].name;
      for (size_t k = 0; k < template->column_count; k++) {
        if (template->column[k] != name) continue;
        found++;
        break;
      }
    }
    if (found == key.count) return true;
  }
  return false;
}

static void note_keyless(Load *load, const TermUse *use) {
  const Relation *relation = use->triples_map->table->relation;
  if (covers_key(relation, use->map->template_)) return;
  Diagnostic *diagnostic =
      tell(load, SEVERITY_NOTE, use->map->source, use->triples_map,
           "the subject's template holds no unique key of \"%s\": rows may share a subject",
           relation->name->text);
  if (relation->key_count == 0)
    tell_hint(load, diagnostic, "the table has no primary key or unique constraint at all");
}

static PgFamily family_of(const Relation *relation, const Symbol *name) {
  const int column = relation_column(relation, name);
  return column < 0 ? PG_FAMILY_OTHER : pg_type_info(relation->column[column].type)->family;
}

// Text before "-" may end with "-" itself, and an integer after it may begin with one: "a-" with 5
// and "a" with -5 are one IRI. Queries take such integers not to be negative
// (rewriter/lower/shape.c).
static void note_ambiguous(Load *load, const TermUse *use) {
  const Relation *relation = use->triples_map->table->relation;
  const Template *template = use->map->template_;
  for (size_t i = 1; i < template->column_count; i++) {
    const Symbol *between = template->text[i];
    if (between->length == 0 || between->text[between->length - 1] != '-') continue;
    if (family_of(relation, template->column[i]) != PG_FAMILY_INTEGER ||
        family_of(relation, template->column[i - 1]) == PG_FAMILY_INTEGER)
      continue;
    Diagnostic *diagnostic = tell(load, SEVERITY_NOTE, use->map->source, use->triples_map,
                                  "the template tells rows apart only while \"%s\" is not negative",
                                  template->column[i]->text);
    tell_hint(load, diagnostic, "another separator, such as \"/\", is always safe");
  }
}

// --- Joins -------------------------------------------------------------------------------------
static void note_join(Load *load, const JoinUse *use) {
  const TriplesMap *parent = use->map->parent;
  if (use->map->join_count == 0 || parent->table == NULL || parent->table->relation == NULL) return;
  const Relation *relation = parent->table->relation;
  if (relation->kind != RELATION_TABLE) return;
  for (size_t i = 0; i < relation->index_count; i++) {
    const ColumnSet index = relation->index[i];
    for (size_t j = 0; j < use->map->join_count; j++) {
      const int column = relation_column(relation, use->map->join[j].parent);
      if (column >= 0 && index.count > 0 && index.column[0] == (unsigned)column) return;
    }
  }
  const char *name = quoted(load, relation->name);
  const char *column = quoted(load, use->map->join[0].parent);
  Diagnostic *diagnostic =
      tell(load, SEVERITY_NOTE, use->map->source, use->child,
           "no index of \"%s\" begins with a column that the join compares", relation->name->text);
  tell_hint(load, diagnostic, "CREATE INDEX ON %s (%s)", name, column);
}

void advise_mapping(Load *load) {
  for (size_t i = 0; i < load->terms.count; i++) {
    const TermUse *use = &load->terms.item[i];
    const LogicalTable *table = use->triples_map->table;
    if (use->map->kind != TERM_MAP_TEMPLATE || table == NULL || table->relation == NULL ||
        table->relation->kind != RELATION_TABLE)
      continue;
    note_nullable(load, use);
    note_ambiguous(load, use);
    if (use->role == ROLE_SUBJECT) note_keyless(load, use);
  }
  for (size_t i = 0; i < load->joins.count; i++) note_join(load, &load->joins.item[i]);
}
