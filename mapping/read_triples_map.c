// Triples maps, logical tables and predicate-object maps (R2RML sections 5, 6, 8 and 9).
#include "base/db/identifier.h"
#include "base/hash.h"
#include "base/rdf/vocabulary.h"
#include "mapping/load.h"

// Values of a property that must be nodes; how many there are.
static size_t objects(const Load *load, const Term *node, const Symbol *property,
                      const Term **out) {
  return graph_objects(load->graph, node, property, out);
}

static Source source_or(const Load *load, const Term *node, Source fallback) {
  const Source source = graph_source(load->graph, node);
  return source.file == NULL ? fallback : source;
}

// --- Logical tables ----------------------------------------------------------------------------
// SQL version identifiers (the W3C's list in SQL_Version_IRIs); only those this program speaks are
// taken in silence.
static const char *const other_sql_versions[] = {
    "Oracle",   "MySQL",     "MSSQLServer",       "HSQLDB",   "DB2",     "Informix", "Ingres",
    "Progress", "SybaseASE", "SybaseSQLAnywhere", "Virtuoso", "Firebird"};

static void check_sql_version(Load *load, TriplesMap *map, const Term *node, Source source) {
  const Term *version = NULL;
  const size_t count = objects(load, node, &RR_SQL_VERSION, &version);
  for (size_t i = 0; i < count; i++) {
    const char *name = term_name(load, &version[i]);
    if (version[i].lexical == &RR_SQL2008 || strcmp(name, "rr:PostgreSQL") == 0) continue;
    bool other = false;
    for (size_t j = 0; j < sizeof other_sql_versions / sizeof *other_sql_versions; j++)
      other |= strncmp(name, "rr:", 3) == 0 && strcmp(name + 3, other_sql_versions[j]) == 0;
    Diagnostic *diagnostic =
        tell(load, other ? SEVERITY_WARNING : SEVERITY_ERROR, source, map,
             other ? "the query is said to be in the SQL of %s; it is sent to PostgreSQL as it is"
                   : "%s is not an SQL version",
             name);
    if (!other) tell_hint(load, diagnostic, "write rr:SQL2008, or leave rr:sqlVersion out");
  }
}

// Blanks and semicolons around a query are no part of it; *lead is what stood before it.
static const Symbol *trim_query(Load *load, const Symbol *text, Position *lead) {
  const char *start = text->text, *end = text->text + text->length;
  for (; start < end && strchr(" \t\r\n", *start) != NULL; start++) {
    if (*start == '\n')
      *lead = (Position){lead->line + 1, 0};
    else
      lead->column++;
  }
  while (end > start && strchr(" \t\r\n;", end[-1]) != NULL) end--;
  return symbols_intern(load->symbols, start, (size_t)(end - start));
}

static LogicalTable *share_table(Load *load, const LogicalTable *table, Position lead) {
  for (size_t i = 0; i < load->tables.count; i++) {
    LogicalTable *known = load->tables.item[i];
    if (known->schema == table->schema && known->name == table->name &&
        known->query == table->query)
      return known;
  }
  LogicalTable *added = arena_copy(load->arena, table, sizeof *table);
  VEC_PUSH(load->arena, &load->tables, added);
  VEC_PUSH(load->arena, &load->leads, lead);
  return added;
}

static LogicalTable *read_named_table(Load *load, TriplesMap *map, const Symbol *text,
                                      Source source) {
  LogicalTable table = {.source = source};
  Error fault = {0};
  QualifiedName name = {0};
  if (identifier_parse_qualified(load->symbols, text->text, text->length, &name, &fault) !=
      STATUS_OK) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, map, "rr:tableName: %s", fault.message);
    if (fault.hint[0] != '\0') tell_hint(load, diagnostic, "%s", fault.hint);
    return NULL;
  }
  table.name = name.part[0];
  if (name.count > 1) table.schema = name.part[1];
  if (name.count > 2)
    tell(load, SEVERITY_NOTE, source, map,
         "the catalog \"%s\" is not looked at: one connection reads one database",
         name.part[2]->text);
  return share_table(load, &table, (Position){0, 0});
}

static LogicalTable *read_table(Load *load, TriplesMap *map, const Term *node) {
  const Source source = source_or(load, node, map->source);
  const Term *unused = NULL;
  const size_t names = objects(load, node, &RR_TABLE_NAME, &unused);
  const size_t queries = objects(load, node, &RR_SQL_QUERY, &unused);
  check_sql_version(load, map, node, source);
  if (names + queries == 0) {
    Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, source, map,
                                  "the logical table has no rr:tableName or rr:sqlQuery");
    if (node->kind == TERM_LITERAL)
      tell_hint(load, diagnostic, "write rr:logicalTable [ rr:tableName %s ]",
                term_name(load, node));
    return NULL;
  }
  if (names > 0 && queries > 0) {
    tell(load, SEVERITY_ERROR, source, map,
         "the logical table has both rr:tableName and rr:sqlQuery, only one is allowed");
    return NULL;
  }
  const Symbol *text =
      read_text(load, map, node, names > 0 ? &RR_TABLE_NAME : &RR_SQL_QUERY, true, source);
  if (text == NULL) return NULL;
  if (names > 0) return read_named_table(load, map, text, source);
  Position lead = {0, 0};
  const LogicalTable table = {.query = trim_query(load, text, &lead), .source = source};
  if (table.query->length == 0) {
    tell(load, SEVERITY_ERROR, source, map, "rr:sqlQuery is empty");
    return NULL;
  }
  return share_table(load, &table, lead);
}

static void read_logical_table(Load *load, TriplesMap *map) {
  const Term *node = NULL;
  const size_t count = objects(load, &map->id, &RR_LOGICAL_TABLE, &node);
  if (count == 1) {
    map->table = read_table(load, map, &node[0]);
    return;
  }
  Diagnostic *diagnostic =
      tell(load, SEVERITY_ERROR, map->source, map,
           count == 0 ? "it has no rr:logicalTable" : "it has %zu logical tables, one is allowed",
           count);
  const Term *direct = NULL;
  if (count == 0 && objects(load, &map->id, &RR_TABLE_NAME, &direct) > 0)
    tell_hint(load, diagnostic, "put rr:tableName into rr:logicalTable [ … ]");
}

// --- Maps that may be written short --------------------------------------------------------------
typedef VEC(const TermMap *) TermMaps;

static void read_term_maps(Load *load, TriplesMap *owner, const Term *node, const Symbol *full,
                           const Symbol *shortcut, Role role, Source source, TermMaps *out) {
  const Term *value = NULL;
  size_t count = objects(load, node, full, &value);
  for (size_t i = 0; i < count; i++) {
    const TermMap *map = read_term_map(load, owner, &value[i], role, source);
    if (map != NULL) VEC_PUSH(load->arena, out, map);
  }
  count = objects(load, node, shortcut, &value);
  for (size_t i = 0; i < count; i++) {
    const TermMap *map = read_constant(load, owner, &value[i], role, source);
    if (map != NULL) VEC_PUSH(load->arena, out, map);
  }
}

static size_t count_both(const Load *load, const Term *node, const Symbol *full,
                         const Symbol *shortcut) {
  const Term *unused = NULL;
  return objects(load, node, full, &unused) + objects(load, node, shortcut, &unused);
}

// --- Subject maps --------------------------------------------------------------------------------
static void read_classes(Load *load, TriplesMap *map, const Term *node, Source source) {
  const Term *class_ = NULL;
  const size_t count = objects(load, node, &RR_CLASS, &class_);
  VEC(const Symbol *) classes = {0};
  for (size_t i = 0; i < count; i++) {
    if (class_[i].kind == TERM_IRI)
      VEC_PUSH(load->arena, &classes, class_[i].lexical);
    else
      tell(load, SEVERITY_ERROR, source, map, "rr:class must be an IRI, not %s",
           term_name(load, &class_[i]));
  }
  map->class_ = classes.item;
  map->class_count = classes.count;
}

static void read_subject(Load *load, TriplesMap *map) {
  const size_t count = count_both(load, &map->id, &RR_SUBJECT_MAP, &RR_SUBJECT);
  if (count != 1) {
    tell(load, SEVERITY_ERROR, map->source, map,
         count == 0 ? "it has no rr:subjectMap or rr:subject"
                    : "it has %zu subject maps, one is allowed",
         count);
    return;
  }
  TermMaps subjects = {0};
  read_term_maps(load, map, &map->id, &RR_SUBJECT_MAP, &RR_SUBJECT, ROLE_SUBJECT, map->source,
                 &subjects);
  if (subjects.count == 1) map->subject = subjects.item[0];
  const Term *node = NULL;
  if (objects(load, &map->id, &RR_SUBJECT_MAP, &node) != 1) return;
  const Source source = source_or(load, &node[0], map->source);
  read_classes(load, map, &node[0], source);
  TermMaps graphs = {0};
  read_term_maps(load, map, &node[0], &RR_GRAPH_MAP, &RR_GRAPH, ROLE_GRAPH, source, &graphs);
  map->graph = graphs.item;
  map->graph_count = graphs.count;
}

// --- Triples maps by their names -----------------------------------------------------------------

enum { FIRST_PLACES = 64 };

// Where the triples map of that name is, or would be. Symbols are one for each text.
static TriplesMap **place_of(const Load *load, const Term *id) {
  uint64_t at = hash_bytes((const char *)&id->lexical, sizeof id->lexical);
  for (;; at++) {
    TriplesMap **place = &load->placed[at & (load->place_count - 1)];
    if (*place == NULL || ((*place)->id.kind == id->kind && (*place)->id.lexical == id->lexical))
      return place;
  }
}

static TriplesMap *find_triples_map(const Load *load, const Term *id) {
  return load->place_count == 0 ? NULL : *place_of(load, id);
}

static void add_triples_map(Load *load, TriplesMap *map) {
  VEC_PUSH(load->arena, &load->triples_maps, map);
  if (load->triples_maps.count <= load->place_count / 2) {
    *place_of(load, &map->id) = map;
    return;
  }
  load->place_count = load->place_count == 0 ? FIRST_PLACES : 2 * load->place_count;
  load->placed = ARENA_ARRAY(load->arena, TriplesMap *, load->place_count);
  for (size_t i = 0; i < load->triples_maps.count; i++)
    *place_of(load, &load->triples_maps.item[i]->id) = load->triples_maps.item[i];
}

// --- Objects -------------------------------------------------------------------------------------

static const Symbol *read_join_column(Load *load, TriplesMap *owner, const Term *node,
                                      const Symbol *property, Source source) {
  const Symbol *text = read_text(load, owner, node, property, true, source);
  if (text == NULL) return NULL;
  Error fault = {0};
  const Symbol *column = identifier_parse(load->symbols, text->text, text->length, &fault);
  if (column == NULL) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, owner, "in a join condition, %s", fault.message);
    if (fault.hint[0] != '\0') tell_hint(load, diagnostic, "%s", fault.hint);
  }
  return column;
}

static void read_joins(Load *load, TriplesMap *owner, const Term *node, ObjectMap *map) {
  const Term *join = NULL;
  const size_t count = objects(load, node, &RR_JOIN_CONDITION, &join);
  JoinCondition *conditions = ARENA_ARRAY(load->arena, JoinCondition, count + 1);
  for (size_t i = 0; i < count; i++) {
    const Source source = source_or(load, &join[i], map->source);
    const Symbol *child = read_join_column(load, owner, &join[i], &RR_CHILD, source);
    const Symbol *parent = read_join_column(load, owner, &join[i], &RR_PARENT, source);
    if (child != NULL && parent != NULL)
      conditions[map->join_count++] = (JoinCondition){child, parent};
  }
  map->join = conditions;
  if (count == 0 && owner->table != NULL && map->parent->table != NULL &&
      owner->table != map->parent->table) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, map->source, owner,
             "it refers to %s without a join condition, but their logical tables differ",
             triples_map_name(load, map->parent));
    tell_hint(load, diagnostic, "add rr:joinCondition [ rr:child \"…\"; rr:parent \"…\" ]");
  }
}

// A referencing object map (R2RML 8). NULL after telling.
static ObjectMap *read_reference(Load *load, TriplesMap *owner, const Term *node, Source source) {
  const Term *parent = NULL;
  const size_t count = objects(load, node, &RR_PARENT_TRIPLES_MAP, &parent);
  const Term *unused = NULL;
  const Symbol *const others[] = {&RR_CONSTANT, &RR_COLUMN, &RR_TEMPLATE};
  for (size_t i = 0; i < 3; i++) {
    if (objects(load, node, others[i], &unused) == 0) continue;
    const Term other = term_iri(others[i]);
    tell(load, SEVERITY_ERROR, source, owner,
         "an object map has rr:parentTriplesMap and %s, only one is allowed",
         term_name(load, &other));
    return NULL;
  }
  if (count > 1) {
    tell(load, SEVERITY_ERROR, source, owner,
         "rr:parentTriplesMap is given %zu times, once is allowed", count);
    return NULL;
  }
  ObjectMap *map = ARENA_NEW(load->arena, ObjectMap);
  map->source = source;
  map->parent = find_triples_map(load, &parent[0]);
  if (map->parent == NULL) {
    tell(load, SEVERITY_ERROR, source, owner, "rr:parentTriplesMap: there is no triples map %s",
         term_name(load, &parent[0]));
    return NULL;
  }
  read_joins(load, owner, node, map);
  const JoinUse use = {map, owner};
  VEC_PUSH(load->arena, &load->joins, use);
  return map;
}

static ObjectMap *plain_object(Load *load, const TermMap *term_map) {
  ObjectMap *map = ARENA_NEW(load->arena, ObjectMap);
  *map = (ObjectMap){.term_map = term_map, .source = term_map->source};
  return map;
}

static void read_objects(Load *load, TriplesMap *owner, const Term *node, PredicateObjectMap *map) {
  VEC(const ObjectMap *) found = {0};
  const Term *value = NULL;
  size_t count = objects(load, node, &RR_OBJECT_MAP, &value);
  for (size_t i = 0; i < count; i++) {
    const Term *unused = NULL;
    const Source source = source_or(load, &value[i], map->source);
    ObjectMap *object = NULL;
    if (value[i].kind != TERM_LITERAL &&
        objects(load, &value[i], &RR_PARENT_TRIPLES_MAP, &unused) > 0) {
      object = read_reference(load, owner, &value[i], source);
    } else {
      const TermMap *term_map = read_term_map(load, owner, &value[i], ROLE_OBJECT, map->source);
      if (term_map != NULL) object = plain_object(load, term_map);
    }
    if (object != NULL) VEC_PUSH(load->arena, &found, object);
  }
  count = objects(load, node, &RR_OBJECT, &value);
  for (size_t i = 0; i < count; i++) {
    const TermMap *term_map = read_constant(load, owner, &value[i], ROLE_OBJECT, map->source);
    if (term_map != NULL) VEC_PUSH(load->arena, &found, plain_object(load, term_map));
  }
  map->object = found.item;
  map->object_count = found.count;
}

static PredicateObjectMap *read_predicate_object(Load *load, TriplesMap *owner, const Term *node) {
  PredicateObjectMap *map = ARENA_NEW(load->arena, PredicateObjectMap);
  map->source = source_or(load, node, owner->source);
  if (count_both(load, node, &RR_PREDICATE_MAP, &RR_PREDICATE) == 0)
    tell(load, SEVERITY_ERROR, map->source, owner,
         "a predicate-object map has no rr:predicate or rr:predicateMap");
  if (count_both(load, node, &RR_OBJECT_MAP, &RR_OBJECT) == 0)
    tell(load, SEVERITY_ERROR, map->source, owner,
         "a predicate-object map has no rr:object or rr:objectMap");
  TermMaps predicates = {0}, graphs = {0};
  read_term_maps(load, owner, node, &RR_PREDICATE_MAP, &RR_PREDICATE, ROLE_PREDICATE, map->source,
                 &predicates);
  read_objects(load, owner, node, map);
  read_term_maps(load, owner, node, &RR_GRAPH_MAP, &RR_GRAPH, ROLE_GRAPH, map->source, &graphs);
  map->predicate = predicates.item;
  map->predicate_count = predicates.count;
  map->graph = graphs.item;
  map->graph_count = graphs.count;
  return map;
}

// --- Triples maps --------------------------------------------------------------------------------
// A triples map is what has a logical table, a subject map or predicate-object maps, or says that
// it is one; a misspelt property then does not make it vanish.
static void find_triples_maps(Load *load) {
  const Symbol *const signs[] = {&RR_LOGICAL_TABLE, &RR_SUBJECT_MAP, &RR_SUBJECT,
                                 &RR_PREDICATE_OBJECT_MAP};
  const Term class_ = term_iri(&RR_CLASS_TRIPLES_MAP);
  for (size_t i = 0; i <= sizeof signs / sizeof *signs; i++) {
    const bool by_class = i == sizeof signs / sizeof *signs;
    const Term *subject = NULL;
    const size_t count = by_class ? graph_subjects(load->graph, &RDF_TYPE, &class_, &subject)
                                  : graph_subjects(load->graph, signs[i], NULL, &subject);
    for (size_t j = 0; j < count; j++) {
      if (find_triples_map(load, &subject[j]) != NULL) continue;
      TriplesMap *map = ARENA_NEW(load->arena, TriplesMap);
      map->id = subject[j];
      map->source = graph_source(load->graph, &subject[j]);
      add_triples_map(load, map);
    }
  }
}

void read_maps(Load *load) {
  find_triples_maps(load);
  const size_t count = load->triples_maps.count;
  for (size_t i = 0; i < count; i++) {
    read_logical_table(load, load->triples_maps.item[i]);
    read_subject(load, load->triples_maps.item[i]);
  }
  for (size_t i = 0; i < count; i++) {
    TriplesMap *map = load->triples_maps.item[i];
    const Term *node = NULL;
    const size_t nodes = objects(load, &map->id, &RR_PREDICATE_OBJECT_MAP, &node);
    const PredicateObjectMap **maps =
        (const PredicateObjectMap **)ARENA_ARRAY(load->arena, PredicateObjectMap *, nodes + 1);
    for (size_t j = 0; j < nodes; j++) {
      if (node[j].kind == TERM_LITERAL)
        tell(load, SEVERITY_ERROR, map->source, map, "rr:predicateObjectMap must be a node, not %s",
             term_name(load, &node[j]));
      else
        maps[map->predicate_object_count++] = read_predicate_object(load, map, &node[j]);
    }
    map->predicate_object = maps;
  }
  if (count == 0) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, (Source){0}, NULL, "the mapping has no triples map");
    tell_hint(load, diagnostic, "a triples map has rr:logicalTable and rr:subjectMap");
  }
  check_vocabulary(load);
}
