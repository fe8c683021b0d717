// Suggestions beside a live database: the command, SERVICE anamorph:suggest, GET /suggest, export.
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/vec.h"
#include "embed/learn.h"
#include "embed/rules/apply.h"
#include "endpoint/http/protocol.h"
#include "endpoint/service/service.h"
#include "endpoint/suggest/advisor.h"
#include "mapping/mapping.h"
#include "tests/support/fixture.h"
#include "tests/support/served.h"

// Four towns on each of thirty rivers, in six countries: a town on a river of a country is in the
// country. Of every third river the last town's country is not known. Town 900 is for later.
static const char SCHEMA[] =
    "CREATE TABLE river (id integer PRIMARY KEY, country integer NOT NULL);"
    "CREATE TABLE town (id integer PRIMARY KEY, river integer, country integer, mayor text);"
    "CREATE TABLE country (id integer PRIMARY KEY);"
    "INSERT INTO country SELECT generate_series(0, 5);"
    "INSERT INTO river SELECT r, r / 5 FROM generate_series(0, 29) AS r;"
    "INSERT INTO town SELECT r * 10 + t, r, CASE WHEN t = 3 AND r % 3 = 0 THEN NULL ELSE r / 5 END,"
    " 'Mayor' FROM generate_series(0, 29) AS r, generate_series(0, 3) AS t;";

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix : <http://a/> .\n"
    "<#town> rr:logicalTable [ rr:tableName \"town\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/town/{id}\"; rr:class :Town ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :mayor; rr:objectMap [ rr:column \"mayor\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :on; "
    "rr:objectMap [ rr:template \"http://a/river/{river}\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :in; "
    "rr:objectMap [ rr:template \"http://a/country/{country}\" ] ] .\n"
    "<#river> rr:logicalTable [ rr:tableName \"river\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/river/{id}\"; rr:class :River ] .\n"
    "<#country> rr:logicalTable [ rr:tableName \"country\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/country/{id}\"; rr:class :Country ] .\n";

static const char ONTOLOGY[] =
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix : <http://a/> .\n"
    ":Town owl:disjointWith :River , :Country . :River owl:disjointWith :Country .\n"
    ":Town a owl:Class . :River a owl:Class . :Country a owl:Class .\n"
    ":in a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain :Town ; "
    "rdfs:range :Country .\n"
    ":on a owl:ObjectProperty ; rdfs:domain :Town ; rdfs:range :River .\n"
    ":Town rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :in ; owl:someValuesFrom owl:Thing "
    "] .\n";

static Fixture *fixture;
static char *mapping_file, *other_mapping, *ontology_file, *model_file, *export_file, *rules_file;

static char *write_file(const char *name, const char *text) {
  char *path = arena_format(fixture->arena, "/tmp/anamorph-suggest-%ld-%s", (long)getpid(), name);
  FILE *file = fopen(path, "we");
  if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0) exit(1);
  return path;
}

static int run(const char *const arguments[], Buffer *output, Buffer *errors) {
  Buffer unseen = {0};
  const int code = run_anamorph(arguments, output, errors != NULL ? errors : &unseen);
  if (code != 0 && errors == NULL) fprintf(stderr, "%s\n", buffer_text(&unseen));
  buffer_free(&unseen);
  return code;
}

static void open_world(void) {
  fixture = fixture_open(SCHEMA);
  mapping_file = write_file("mapping.ttl", MAPPING);
  other_mapping = write_file(
      "other.ttl", arena_format(fixture->arena, "# The same, in another text.\n%s", MAPPING));
  ontology_file = write_file("ontology.ttl", ONTOLOGY);
  model_file = write_file("model", "");
  export_file = write_file("export.ttl", "");
  rules_file = write_file("rules.rq", "");
  const char *const train[] = {"train",   "-m",       mapping_file,     "-d",    fixture->conninfo,
                               "--model", "ensemble", "--dim",          "32",    "--epochs",
                               "20",      "--set",    "rules_time=0.3", "--set", "batch=20",
                               "-M",      model_file, "--quiet",        NULL};
  if (run(train, NULL, NULL) != 0) exit(1);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void close_world(void) {
  (void)unlink(rules_file);
  (void)unlink(mapping_file);
  (void)unlink(other_mapping);
  (void)unlink(ontology_file);
  (void)unlink(model_file);
  (void)unlink(export_file);
  fixture_close(fixture);
}

// --- The command ---------------------------------------------------------------------------------

typedef struct Ask {
  const char *subject, *predicate, *object;
  const char *mapping;   // NULL: the one that was trained through
  const char *ontology;  // NULL: none
  const char *count;
  bool no_database;
} Ask;

static void add(const char **arguments, size_t *count, const char *option, const char *value) {
  if (value == NULL) return;
  arguments[(*count)++] = option;
  arguments[(*count)++] = value;
}

static json_t *ask(Ask ask) {
  const char *arguments[24] = {"suggest"};
  size_t count = 1;
  add(arguments, &count, "-M", model_file);
  if (!ask.no_database) {
    add(arguments, &count, "-m", ask.mapping == NULL ? mapping_file : ask.mapping);
    add(arguments, &count, "-d", fixture->conninfo);
  }
  add(arguments, &count, "-o", ask.ontology);
  add(arguments, &count, "--subject", ask.subject);
  add(arguments, &count, "--predicate", ask.predicate);
  add(arguments, &count, "--object", ask.object);
  add(arguments, &count, "-k", ask.count);
  Buffer output = {0};
  CU_ASSERT_EQUAL_FATAL(run(arguments, &output, NULL), 0);
  json_t *json = json_loadb(output.data, output.length, 0, NULL);
  if (json == NULL) fprintf(stderr, "%s\n", buffer_text(&output));
  CU_ASSERT_PTR_NOT_NULL_FATAL(json);
  buffer_free(&output);
  return json;
}

static const char *text_at(const json_t *json, size_t index, const char *name) {
  const json_t *item = json_array_get(json_object_get(json, "suggestions"), index);
  const char *text = json_string_value(json_object_get(item, name));
  return text == NULL ? "" : text;
}

static size_t suggestions(const json_t *json) {
  return json_array_size(json_object_get(json, "suggestions"));
}

static bool suggests(const json_t *json, const char *place, const char *name) {
  for (size_t i = 0; i < suggestions(json); i++)
    if (strcmp(text_at(json, i, place), name) == 0) return true;
  return false;
}

static bool warns(const json_t *json, const char *part) {
  const json_t *warnings = json_object_get(json, "warnings");
  for (size_t i = 0; i < json_array_size(warnings); i++)
    if (strstr(json_string_value(json_array_get(warnings, i)), part) != NULL) return true;
  return false;
}

// A reason of the kind, of the first suggestion; NULL: none.
static const json_t *reason(const json_t *json, const char *kind) {
  const json_t *first = json_array_get(json_object_get(json, "suggestions"), 0);
  const json_t *reasons = json_object_get(first, "reasons");
  for (size_t i = 0; i < json_array_size(reasons); i++) {
    const json_t *item = json_array_get(reasons, i);
    if (strcmp(json_string_value(json_object_get(item, "kind")), kind) == 0) return item;
  }
  return NULL;
}

static void a_missing_fact_comes_with_its_reasons(void) {
  json_t *json =
      ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in", .count = "3"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/3");
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "subject"), "http://a/town/153");
  const json_t *rule = reason(json, "rule");
  CU_ASSERT_PTR_NOT_NULL_FATAL(rule);
  CU_ASSERT(json_array_size(json_object_get(rule, "facts")) >= 1);
  CU_ASSERT(strstr(json_string_value(json_object_get(rule, "sparql")), "CONSTRUCT") != NULL);
  const json_t *model = json_object_get(json, "model");
  CU_ASSERT(json_is_string(json_object_get(model, "mapping")));
  CU_ASSERT(json_is_string(json_object_get(model, "created")));
  CU_ASSERT(json_is_real(json_object_get(model, "calibration_error")));
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "warnings")), 0);
  json_decref(json);
  // The other questions: who is in the country, what links the two, what is missing about the town.
  json = ask((Ask){.predicate = "http://a/in", .object = "http://a/country/3", .count = "5"});
  CU_ASSERT(suggests(json, "subject", "http://a/town/153"));
  json_decref(json);
  json = ask((Ask){.subject = "http://a/town/153", .object = "http://a/country/3"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "predicate"), "http://a/in");
  json_decref(json);
  json = ask((Ask){.subject = "http://a/town/153"});
  CU_ASSERT(suggests(json, "object", "http://a/country/3"));
  json_decref(json);
}

typedef VEC(char *) Lines;

// Sorted, each once.
static char *joined(Lines *lines) {
  if (lines->count > 0) qsort(lines->item, lines->count, sizeof *lines->item, by_text);
  Buffer out = {0};
  for (size_t i = 0; i < lines->count; i++)
    if (i == 0 || strcmp(lines->item[i], lines->item[i - 1]) != 0)
      buffer_printf(&out, "%s\n", lines->item[i]);
  char *text = buffer_copy(&out, fixture->arena);
  buffer_free(&out);
  return text;
}

// What rules say of a predicate, by the rule engine: lines of subject and object.
static char *predicted(const Trained *trained, const RuleList *rules, const char *predicate) {
  const Dictionary *entities = &trained->data.entities;
  const int32_t m = (int32_t)trained->data.relations.count;
  const int32_t relation = dictionary_find_text(&trained->data.relations, predicate);
  Graph graph = learn_graph(&trained->data, true);
  RuleIndex *index = rule_index_create(rules, &graph, AGGREGATE_MAX);
  PredictionList list = {0};
  Lines lines = {0};
  for (int32_t e = 0; e < graph.entities; e++)
    for (int side = 0; side < 2; side++) {
      rule_index_predict(index, (LinkQuery){e, side == 0 ? relation : relation + m}, &list);
      for (size_t i = 0; i < list.count; i++) {
        const char *one = dictionary_name(entities, e, NULL);
        const char *other = dictionary_name(entities, list.item[i].entity, NULL);
        VEC_PUSH(fixture->arena, &lines,
                 arena_format(fixture->arena, "%s,%s", side == 0 ? one : other,
                              side == 0 ? other : one));
      }
    }
  free(list.item);
  rule_index_destroy(index);
  graph_free(&graph);
  return joined(&lines);
}

// Written as CONSTRUCT queries and read again by --rules, rules say what the rule engine says;
// recursive ones too, since their heads are named apart.
static void learned_rules_load_and_say_the_same(void) {
  const char *const write[] = {"suggest",     "-M",          model_file, "--learned-rules",
                               "--predicate", "http://a/in", "--min",    "0.05",
                               "-O",          rules_file,    NULL};
  CU_ASSERT_EQUAL(run(write, NULL, NULL), 0);
  const char *const read[] = {
      "query",
      "-m",
      mapping_file,
      "-d",
      fixture->conninfo,
      "-r",
      rules_file,
      "-f",
      "csv",
      "-e",
      "SELECT DISTINCT ?s ?o { ?s <urn:anamorph:suggested:http://a/in> ?o }",
      NULL};
  Buffer output = {0};
  CU_ASSERT_EQUAL(run(read, &output, NULL), 0);
  Lines lines = {0};
  const char *at = strchr(buffer_text(&output), '\n');
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  for (at++; *at != '\0'; at += strspn(at, "\r\n")) {
    const size_t length = strcspn(at, "\r\n");
    VEC_PUSH(fixture->arena, &lines, arena_copy_text(fixture->arena, at, length));
    at += length;
  }
  const char *got = joined(&lines);
  Error err = {0};
  Trained trained;
  CU_ASSERT_EQUAL_FATAL(trained_open(model_file, &trained, &err), STATUS_OK);
  Rule *rule = calloc(trained.rules.count + 1, sizeof *rule);
  CU_ASSERT_PTR_NOT_NULL_FATAL(rule);
  RuleList rules = {rule, 0};
  bool recursive = false;
  const int32_t m = (int32_t)trained.data.relations.count;
  for (size_t i = 0; i < trained.rules.count; i++) {
    const Rule *next = &trained.rules.rule[i];
    if ((double)next->confidence < 0.05) continue;
    rule[rules.count++] = *next;
    for (int32_t k = 0; k < next->length; k++)
      recursive |= next->body[k] % m == next->head % m &&
                   next->head % m == dictionary_find_text(&trained.data.relations, "http://a/in");
  }
  CU_ASSERT(recursive);
  const char *wanted = predicted(&trained, &rules, "http://a/in");
  CU_ASSERT(lines.count > 0);
  CU_ASSERT_STRING_EQUAL(got, wanted);
  free(rule);
  trained_close(&trained);
  buffer_free(&output);
}

static void what_the_database_has_now_is_left_out(void) {
  fixture_run_sql(fixture, "UPDATE town SET country = 3 WHERE id = 153");
  json_t *json = ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in"});
  CU_ASSERT(!suggests(json, "object", "http://a/country/3"));
  json_decref(json);
  json = ask((Ask){.predicate = "http://a/in", .object = "http://a/country/3", .count = "50"});
  CU_ASSERT(!suggests(json, "subject", "http://a/town/153"));
  json_decref(json);
  fixture_run_sql(fixture, "UPDATE town SET country = NULL WHERE id = 153");
  // And what it has no longer may be suggested, though the model was trained on it.
  fixture_run_sql(fixture, "UPDATE town SET country = NULL WHERE id = 152");
  json = ask((Ask){.subject = "http://a/town/152", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/3");
  json_decref(json);
  fixture_run_sql(fixture, "UPDATE town SET country = 3 WHERE id = 152");
}

static void a_row_added_a_second_ago_counts(void) {
  // A new town on a river that the model knows: its vector is made now, and rules apply.
  fixture_run_sql(fixture, "INSERT INTO town VALUES (900, 12, NULL, 'New')");
  json_t *json = ask((Ask){.subject = "http://a/town/900", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/2");
  CU_ASSERT(warns(json, "newer than the model"));
  CU_ASSERT_PTR_NOT_NULL(reason(json, "rule"));
  CU_ASSERT_PTR_NOT_NULL(reason(json, "neighbour"));
  json_decref(json);
  // It is an answer, too.
  json = ask((Ask){.predicate = "http://a/in", .object = "http://a/country/2", .count = "50"});
  CU_ASSERT(suggests(json, "subject", "http://a/town/900"));
  json_decref(json);
  // Two new towns on a new river: only the rows that are new lead from one to the other's country.
  fixture_run_sql(fixture,
                  "INSERT INTO river VALUES (77, 4);"
                  "INSERT INTO town VALUES (901, 77, NULL, 'New'), (902, 77, 4, 'New')");
  json = ask((Ask){.subject = "http://a/town/901", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/4");
  const json_t *facts = json_object_get(reason(json, "rule"), "facts");
  bool new_row = false;
  for (size_t i = 0; i < json_array_size(facts); i++)
    new_row |= strcmp(json_string_value(json_array_get(json_array_get(facts, i), 0)),
                      "http://a/town/902") == 0;
  CU_ASSERT(new_row);
  json_decref(json);
  fixture_run_sql(fixture, "DELETE FROM town WHERE id >= 900; DELETE FROM river WHERE id = 77");
}

static void a_reason_that_holds_no_longer_is_not_given(void) {
  // The others on the river of town 153 are somewhere else now.
  fixture_run_sql(fixture, "UPDATE town SET country = 1 WHERE river = 15 AND id <> 153");
  json_t *json = ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in"});
  const json_t *list = json_object_get(json, "suggestions");
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *reasons = json_object_get(json_array_get(list, i), "reasons");
    for (size_t r = 0; r < json_array_size(reasons); r++) {
      const json_t *facts = json_object_get(json_array_get(reasons, r), "facts");
      for (size_t f = 0; f < json_array_size(facts); f++) {
        const json_t *fact = json_array_get(facts, f);
        const char *subject = json_string_value(json_array_get(fact, 0));
        if (strncmp(subject, "http://a/town/15", 16) == 0 &&
            strcmp(json_string_value(json_array_get(fact, 1)), "http://a/in") == 0)
          CU_ASSERT_STRING_EQUAL(json_string_value(json_array_get(fact, 2)), "http://a/country/1");
      }
    }
  }
  json_decref(json);
  fixture_run_sql(fixture, "UPDATE town SET country = 3 WHERE river = 15 AND id <> 153");
}

static void the_ontology_limits_what_is_suggested(void) {
  // A functional property with a value has no other.
  json_t *json = ask(
      (Ask){.subject = "http://a/town/1", .predicate = "http://a/in", .ontology = ontology_file});
  CU_ASSERT_EQUAL(suggestions(json), 0);
  json_decref(json);
  json = ask((Ask){.subject = "http://a/town/153", .ontology = ontology_file, .count = "50"});
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/3");
  CU_ASSERT(reason(json, "ontology") != NULL);
  CU_ASSERT(!suggests(json, "object", "http://a/River"));
  CU_ASSERT(!suggests(json, "object", "http://a/Country"));
  json_decref(json);
  // Who is in a country: towns without one, and nothing else.
  json = ask(
      (Ask){NULL, "http://a/in", "http://a/country/3", .ontology = ontology_file, .count = "100"});
  CU_ASSERT(suggestions(json) > 0);
  for (size_t i = 0; i < suggestions(json); i++) {
    const int id = atoi(text_at(json, i, "subject") + strlen("http://a/town/"));
    CU_ASSERT(id % 10 == 3 && id / 10 % 3 == 0);
  }
  json_decref(json);
  // A river is in no country by this ontology.
  json = ask(
      (Ask){.subject = "http://a/river/3", .predicate = "http://a/in", .ontology = ontology_file});
  CU_ASSERT_EQUAL(suggestions(json), 0);
  json_decref(json);
}

// Of the ten towns without a country, each with the one that its river tells: the likeliest first.
static void a_predicate_alone_brings_the_likeliest_facts(void) {
  for (int limited = 0; limited < 2; limited++) {
    json_t *json = ask((Ask){.predicate = "http://a/in",
                             .count = limited ? "12" : "8",
                             .ontology = limited ? ontology_file : NULL});
    CU_ASSERT(json_is_null(json_object_get(json, "subject")));
    CU_ASSERT(suggestions(json) >= 8 && suggestions(json) <= 12);
    for (size_t i = 0; i < 8; i++) {
      int town = 0;
      CU_ASSERT_EQUAL(sscanf(text_at(json, i, "subject"), "http://a/town/%d", &town), 1);
      CU_ASSERT_EQUAL(town % 30, 3);
    }
    CU_ASSERT(warns(json, limited ? "the likeliest 10 were" : "the likeliest 64 were"));
    CU_ASSERT_PTR_NOT_NULL(reason(json, "rule"));
    json_decref(json);
  }
  // What is a fact now is none of them.
  fixture_run_sql(fixture, "UPDATE town SET country = 3 WHERE id = 153");
  json_t *json = ask((Ask){.predicate = "http://a/in", .count = "20", .ontology = ontology_file});
  CU_ASSERT(!suggests(json, "subject", "http://a/town/153"));
  CU_ASSERT(suggests(json, "subject", "http://a/town/183"));
  json_decref(json);
  fixture_run_sql(fixture, "UPDATE town SET country = NULL WHERE id = 153");
  // Without a database, by the model's facts.
  json = ask((Ask){.predicate = "http://a/in", .count = "3", .no_database = true});
  CU_ASSERT_EQUAL(suggestions(json), 3);
  json_decref(json);
}

static void odd_questions_are_answered_with_a_warning(void) {
  json_t *json =
      ask((Ask){.subject = "http://a/nobody", .predicate = "http://a/in", .count = "1000000"});
  CU_ASSERT(warns(json, "neither to the model nor to the database"));
  CU_ASSERT_EQUAL(suggestions(json), 6);
  json_decref(json);
  json = ask(
      (Ask){.subject = "http://a/town/153", .predicate = "http://a/in", .mapping = other_mapping});
  CU_ASSERT(warns(json, "the mapping has changed"));
  json_decref(json);
  json =
      ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in", .no_database = true});
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "warnings")), 0);
  CU_ASSERT_STRING_EQUAL(text_at(json, 0, "object"), "http://a/country/3");
  json_decref(json);
  json = ask((Ask){.subject = "http://a/nobody"});
  CU_ASSERT(warns(json, "neither to the model nor to the database"));
  CU_ASSERT(!warns(json, "what is frequent is suggested"));
  CU_ASSERT_EQUAL(suggestions(json), 0);
  json_decref(json);
  // An entity that was deleted: what the model knew of it is all there is.
  fixture_run_sql(fixture, "DELETE FROM town WHERE id = 153");
  json = ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in"});
  CU_ASSERT(warns(json, "no facts about http://a/town/153"));
  json_decref(json);
  fixture_run_sql(fixture, "INSERT INTO town VALUES (153, 15, NULL, 'Mayor')");
}

static void refused(const char *const arguments[], const char *part) {
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), 2);
  if (strstr(buffer_text(&errors), part) == NULL) fprintf(stderr, "%s\n", buffer_text(&errors));
  CU_ASSERT(strstr(buffer_text(&errors), part) != NULL);
  buffer_free(&errors);
}

static void mistakes_are_told(void) {
  refused((const char *const[]){"suggest", "-M", model_file, NULL}, "suggestions for what?");
  refused((const char *const[]){"suggest", "--subject", "http://a/town/1", NULL}, "-M FILE");
  refused(
      (const char *const[]){"suggest", "-M", model_file, "--predicate", "http://a/unheard", NULL},
      "no predicate http://a/unheard");
  refused((const char *const[]){"suggest", "-M", "/nowhere", "--subject", "http://a/x", NULL},
          "/nowhere");
  refused((const char *const[]){"suggest", "-M", model_file, "--subject", "http://a/x",
                                "--predicate", "http://a/unheard", NULL},
          "no predicate http://a/unheard");
  refused((const char *const[]){"suggest", "-M", model_file, "--subject", "http://a/x", "-f", "xml",
                                NULL},
          "json or text");
  refused(
      (const char *const[]){"suggest", "-M", model_file, "--all", "--subject", "http://a/x", NULL},
      "--all");
  refused((const char *const[]){"suggest", "-M", model_file, "--all", "--min", "2", NULL}, "--min");
  // A file that is no model.
  const char *const foreign[] = {"suggest", "-M", mapping_file, "--subject", "http://a/x", NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(foreign, NULL, &errors), 1);
  CU_ASSERT(strstr(buffer_text(&errors), "model") != NULL);
  buffer_free(&errors);
}

// --- Export --------------------------------------------------------------------------------------

static void suggestions_are_exported_for_review(void) {
  const char *const arguments[] = {"suggest",
                                   "-M",
                                   model_file,
                                   "-m",
                                   mapping_file,
                                   "-d",
                                   fixture->conninfo,
                                   "-o",
                                   ontology_file,
                                   "--all",
                                   "--predicate",
                                   "http://a/in",
                                   "--min",
                                   "0.3",
                                   "-k",
                                   "1",
                                   "-O",
                                   export_file,
                                   NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), 0);
  CU_ASSERT(strstr(buffer_text(&errors), "10 suggestions for") != NULL);
  buffer_free(&errors);
  const char *text = read_file(export_file, fixture->arena);
  size_t statements = 0;
  for (const char *at = text; (at = strstr(at, "a rdf:Statement")) != NULL; at++) statements++;
  CU_ASSERT_EQUAL(statements, 10);
  CU_ASSERT(strstr(text,
                   "rdf:subject <http://a/town/153> ;\n  rdf:predicate <http://a/in> ;\n"
                   "  rdf:object <http://a/country/3>") != NULL);
  CU_ASSERT(strstr(text, "anamorph:probability 0.") != NULL);
  // It is a graph: an ontology's reader takes it for one, and finds nothing of ontologies in it.
  const char *const check[] = {"query", "-m",        mapping_file, "-d",     fixture->conninfo,
                               "-o",    export_file, "-e",         "ASK {}", NULL};
  CU_ASSERT_EQUAL(run(check, NULL, NULL), 0);
}

// --- SPARQL --------------------------------------------------------------------------------------

#define PREFIXES                                                      \
  "PREFIX : <http://a/> PREFIX anamorph: <https://anamorph.dev/ns#> " \
  "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "

static void query(const char *text, bool with_model, int code, const char *expected) {
  const char *const arguments[] = {"query",    "-m",  mapping_file, "-d", fixture->conninfo,
                                   "-f",       "csv", "-e",         text, with_model ? "-M" : NULL,
                                   model_file, NULL};
  Buffer output = {0}, errors = {0};
  CU_ASSERT_EQUAL(run(arguments, &output, &errors), code);
  const char *got = code == 0 ? buffer_text(&output) : buffer_text(&errors);
  const bool good = code == 0 ? strcmp(got, expected) == 0 : strstr(got, expected) != NULL;
  if (!good) fprintf(stderr, "%s\ngave: %s%s\n", text, got, buffer_text(&errors));
  CU_ASSERT(good);
  buffer_free(&output);
  buffer_free(&errors);
}

static void suggestions_join_with_facts(void) {
  // All towns on two rivers without a country, with the likeliest one.
  query(PREFIXES
        "SELECT ?town ?country { VALUES ?river { <http://a/river/15> <http://a/river/18> } "
        "?town :on ?river FILTER NOT EXISTS { ?town :in ?any } "
        "SERVICE anamorph:suggest { ?town :in ?country . [] anamorph:limit 1 } } ORDER BY ?town",
        true, 0,
        "town,country\r\nhttp://a/town/153,http://a/country/3\r\n"
        "http://a/town/183,http://a/country/3\r\n");
  // In pieces, with all that is to be known of it; what is suggested joins with facts after it.
  query(PREFIXES
        "SELECT ?country ?type ?rank (?p > 0.3 AS ?likely) (BOUND(?why) AS ?because) "
        "(isBlank(?s) AS ?node) { "
        "SERVICE anamorph:suggest { ?s rdf:subject <http://a/town/153> ; rdf:predicate :in ; "
        "rdf:object ?country ; anamorph:probability ?p ; anamorph:rank ?rank ; "
        "anamorph:reason ?why ; anamorph:score ?e ; anamorph:model ?m ; "
        "anamorph:minimum 0.3 } ?country a ?type }",
        true, 0,
        "country,type,rank,likely,because,node\r\n"
        "http://a/country/3,http://a/Country,1,true,true,true\r\n");
  // The probability can be filtered by, outside.
  query(PREFIXES
        "SELECT ?country { SERVICE anamorph:suggest { <http://a/town/153> :in ?country . "
        "[] anamorph:probability ?p } FILTER(?p > 0.3) }",
        true, 0, "country\r\nhttp://a/country/3\r\n");
  query(PREFIXES
        "SELECT * { SERVICE anamorph:suggest { <http://a/town/153> :in <http://a/country/3> "
        ". [] anamorph:rank ?r } }",
        true, 0, "r\r\n1\r\n");
}

// Where the rest of the group binds neither, the predicate is the question; else what is bound is.
static void a_predicate_alone_is_a_question_too(void) {
  query(PREFIXES
        "SELECT (COUNT(*) AS ?n) { SERVICE anamorph:suggest { ?town :in ?country . "
        "[] anamorph:limit 5 ; anamorph:minimum 0.3 } FILTER(STRENDS(STR(?town), \"3\")) }",
        true, 0, "n\r\n5\r\n");
  query(PREFIXES
        "SELECT (COUNT(*) AS ?n) { VALUES ?p { :in } "
        "SERVICE anamorph:suggest { ?town ?p ?country . [] anamorph:limit 3 } }",
        true, 0, "n\r\n3\r\n");
  query(PREFIXES "SELECT * { SERVICE anamorph:suggest { ?s :unheard ?o } }", true, 0, "s,o\r\n");
}

// What a model's answers must be taken with reaches whoever asks in SPARQL.
static void a_changed_mapping_is_told_in_sparql(void) {
  static const char text[] = PREFIXES
      "SELECT ?country { SERVICE anamorph:suggest { <http://a/town/153> :in ?country . "
      "[] anamorph:limit 1 } }";
  for (int changed = 0; changed < 2; changed++) {
    const char *const arguments[] = {"query",
                                     "-m",
                                     changed ? other_mapping : mapping_file,
                                     "-d",
                                     fixture->conninfo,
                                     "-f",
                                     "csv",
                                     "-e",
                                     text,
                                     "-M",
                                     model_file,
                                     NULL};
    Buffer output = {0}, errors = {0};
    CU_ASSERT_EQUAL(run(arguments, &output, &errors), 0);
    CU_ASSERT_STRING_EQUAL(buffer_text(&output), "country\r\nhttp://a/country/3\r\n");
    CU_ASSERT_EQUAL(strstr(buffer_text(&errors), "warning: the mapping has changed") != NULL,
                    changed == 1);
    buffer_free(&output);
    buffer_free(&errors);
  }
}

static void what_cannot_be_suggested_is_told(void) {
  query(PREFIXES "SELECT * { SERVICE anamorph:suggest { ?s ?p ?o } }", true, 2,
        "neither subject nor predicate nor object has a value");
  query(PREFIXES "SELECT * { SERVICE anamorph:suggest { <http://a/town/1> :in ?o } }", false, 1,
        "no model");
  query(PREFIXES "SELECT * { SERVICE SILENT anamorph:suggest { <http://a/town/1> :in ?o } }", false,
        0, "o\r\n\r\n");
  query(PREFIXES "SELECT * { SERVICE anamorph:suggest { <http://a/town/1> :in ?o . ?o :in ?x } }",
        true, 1, "one triple a block");
  query(PREFIXES
        "SELECT * { SERVICE anamorph:suggest { <http://a/town/1> :in ?o . "
        "[] anamorph:limit 0 } }",
        true, 1, "anamorph:limit takes a number");
  query(PREFIXES
        "SELECT * { SERVICE anamorph:suggest { <http://a/town/1> :in ?o FILTER(?o != 1) "
        "} }",
        true, 1, "only triple patterns");
}

static void suggestions_never_leak_into_answers(void) {
  static const char *const asks[] = {
      "ASK { GRAPH anamorph:suggested { ?s ?p ?o } }",
      "ASK { GRAPH ?g { ?s ?p ?o } }",
      "ASK FROM anamorph:suggested { ?s ?p ?o }",
      "ASK FROM NAMED anamorph:suggested { GRAPH ?g { ?s ?p ?o } }",
      "ASK { <http://a/town/153> :in ?o }",
      "ASK { <http://a/town/153> ?p ?o FILTER(?p = :in) }",
      "ASK { ?s a rdf:Statement }",
      "ASK { ?s anamorph:probability ?p }",
  };
  for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
    query(arena_format(fixture->arena, PREFIXES "%s", asks[i]), true, 0, "false\r\n");
  // The same graph, with a model and without.
  for (int with = 0; with < 2; with++)
    query(PREFIXES "SELECT (COUNT(*) AS ?n) { ?s :in ?o }", with == 1, 0, "n\r\n110\r\n");
}

// --- HTTP ----------------------------------------------------------------------------------------

static void get(Served *served, const char *path, const char *accept, int status,
                const char *part) {
  Response response;
  char *head = arena_format(fixture->arena, "GET %s HTTP/1.1\r\nAccept: %s\r\n", path,
                            accept == NULL ? "*/*" : accept);
  http_ask(served->port, head, NULL, &response);
  CU_ASSERT_EQUAL(response.status, status);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), part));
  if (response.status != status || strstr(response_body(&response), part) == NULL)
    printf("%s gave %d: %.300s\n", path, response.status, response_body(&response));
  response_free(&response);
}

// A server with the model, or without.
typedef struct World {
  Trained trained;
  Mapping *mapping;
  Advisor *advisor;
  Services *services;
  Served served;
} World;

static void serve_mapping(World *world, bool with_model, const char *hash) {
  Error err = {0};
  Connection *db;
  const char *path = mapping_file;
  CU_ASSERT_EQUAL_FATAL(trained_open(model_file, &world->trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(connection_open(fixture->conninfo, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(mapping_load(&path, 1, NULL, db, NULL, &world->mapping, NULL, &err),
                        STATUS_OK);
  connection_close(db);
  const AdvisorOptions options = {
      .trained = &world->trained, .mapping = world->mapping, .mapping_hash = hash};
  world->advisor = advisor_create(&options);
  CU_ASSERT_EQUAL_FATAL(services_create(&(ServiceOptions){0}, &world->services, &err), STATUS_OK);
  services_set_advisor(world->services, world->advisor, fixture->conninfo);
  served_start(&world->served,
               &(ServerOptions){.mapping = world->mapping,
                                .conninfo = fixture->conninfo,
                                .services = world->services,
                                .advisor = with_model ? world->advisor : NULL},
               true);
}

static void serve(World *world, bool with_model) { serve_mapping(world, with_model, NULL); }

static void stop_serving(World *world) {
  served_stop(&world->served);
  services_destroy(world->services);
  advisor_destroy(world->advisor);
  trained_close(&world->trained);
  mapping_free(world->mapping);
}

static void suggestions_come_over_http(void) {
  World world;
  serve(&world, true);
  Served *served = &world.served;
  get(served, "/suggest?subject=http://a/town/153&predicate=http://a/in&k=2", NULL, 200,
      "\"object\":\"http://a/country/3\"");
  get(served, "/suggest?object=http://a/country/3&predicate=http://a/in&min=0.99999", NULL, 200,
      "\"suggestions\":[]");
  get(served, "/suggest?subject=http://a/nobody&predicate=http://a/in", NULL, 200,
      "neither to the model nor to the database");
  get(served, "/suggest", NULL, 400, "suggestions for what?");
  get(served, "/suggest?subject=nowhere", NULL, 400, "subject is no absolute IRI");
  get(served, "/suggest?subject=http://a/x&k=0", NULL, 400, "k is a number");
  get(served, "/suggest?subject=http://a/x&min=2", NULL, 400, "min is a probability");
  get(served, "/suggest?subject=http://a/x&unheard=2", "application/json", 400,
      "\"message\":\"there is no parameter unheard");
  get(served, "/suggest?subject=http://a/x&predicate=http://a/unheard", "application/json", 404,
      "\"status\":404");
  get(served, "/metrics", NULL, 200, "anamorph_suggest_requests_total 9\n");
  stop_serving(&world);
  serve(&world, false);
  get(&world.served, "/suggest?subject=http://a/x", NULL, 404, "no model");
  stop_serving(&world);
}

static void a_changed_mapping_is_told_in_a_header(void) {
  static const char suggesting[] =
      PREFIXES "SELECT ?country { SERVICE anamorph:suggest { <http://a/town/153> :in ?country } }";
  for (int changed = 0; changed < 2; changed++) {
    World world;
    serve_mapping(&world, true, changed ? "another" : NULL);
    Response response;
    served_query(&world.served, suggesting, "", "text/csv", &response);
    CU_ASSERT_EQUAL(response.status, 200);
    CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "http://a/country/3"));
    const char *warning = response_header(&response, "X-Anamorph-Warning");
    CU_ASSERT_EQUAL(strstr(warning, "the mapping has changed") != NULL, changed == 1);
    CU_ASSERT_EQUAL(strstr(response_header(&response, "Warning"), "199 anamorph") != NULL,
                    changed == 1);
    response_free(&response);
    // A query that suggests nothing has nothing to tell.
    served_query(&world.served, "ASK {}", "", NULL, &response);
    CU_ASSERT_STRING_EQUAL(response_header(&response, "X-Anamorph-Warning"), "");
    response_free(&response);
    stop_serving(&world);
  }
}

// A predicate alone: the towns whose country is not known, each with the one that its river tells.
static void a_predicate_alone_finds_who_lacks_it(void) {
  World world;
  serve(&world, true);
  Response response;
  http_ask(world.served.port, "GET /suggest?predicate=http://a/in&k=9 HTTP/1.1\r\n", NULL,
           &response);
  CU_ASSERT_EQUAL(response.status, 200);
  json_t *json = json_loads(response_body(&response), 0, NULL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(json);
  CU_ASSERT_EQUAL(suggestions(json), 9);
  CU_ASSERT(warns(json, "of 120 things that may have it the likeliest 64 were asked about"));
  double before = 1;
  for (size_t i = 0; i < suggestions(json); i++) {
    int town, country;
    const json_t *item = json_array_get(json_object_get(json, "suggestions"), i);
    const double probability = json_real_value(json_object_get(item, "probability"));
    CU_ASSERT(probability <= before);
    before = probability;
    CU_ASSERT_EQUAL(sscanf(text_at(json, i, "subject"), "http://a/town/%d", &town), 1);
    CU_ASSERT_EQUAL(sscanf(text_at(json, i, "object"), "http://a/country/%d", &country), 1);
    CU_ASSERT_EQUAL(town % 30, 3);
  }
  json_decref(json);
  response_free(&response);
  stop_serving(&world);
}

// --- The page ------------------------------------------------------------------------------------

static const char PAGE[] = "text/html,*/*;q=0.8";

// The query that the page's link puts into the box.
static char *draft_of(Served *served, const char *path) {
  static const char before[] = "<a href=\"/?draft=PREFIX";
  Response response;
  char *head = arena_format(fixture->arena, "GET %s HTTP/1.1\r\nAccept: %s\r\n", path, PAGE);
  http_ask(served->port, head, NULL, &response);
  const char *at = strstr(response_body(&response), before);
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  at += strlen("<a href=\"/?");
  FormParameters parameters = {0};
  CU_ASSERT(parameters_parse(fixture->arena, at, strcspn(at, "\""), &parameters));
  response_free(&response);
  return arena_format(fixture->arena, "%s", parameters_find(&parameters, "draft"));
}

static void expect_answer(const char *text, const char *part) {
  const char *const arguments[] = {"query", "-m", mapping_file, "-d", fixture->conninfo, "-f",
                                   "csv",   "-e", text,         "-M", model_file,        NULL};
  Buffer output = {0};
  CU_ASSERT_EQUAL(run(arguments, &output, NULL), 0);
  if (strstr(buffer_text(&output), part) == NULL)
    fprintf(stderr, "%s\ngave: %s\n", text, buffer_text(&output));
  CU_ASSERT_PTR_NOT_NULL(strstr(buffer_text(&output), part));
  buffer_free(&output);
}

static void the_page_suggests(void) {
  World world;
  serve(&world, true);
  Served *served = &world.served;
  static const char question[] = "/suggest?subject=http://a/town/153&predicate=http://a/in&k=2";
  get(served, "/", PAGE, 200, "<a href=\"/suggest\">Suggest</a>");
  get(served, "/?describe=http://a/town/1", PAGE, 200,
      "<a href=\"/suggest?subject=http://a/town/1\">what may be missing</a>");
  get(served, "/suggest", PAGE, 200, "<input id=\"subject\" name=\"subject\"");
  get(served, "/suggest", PAGE, 200, "<option value=\"http://a/in\">");
  get(served, question, PAGE, 200, "title=\"http://a/country/3\">");
  get(served, question, PAGE, 200, "name=\"predicate\" type=\"text\"");
  get(served, question, PAGE, 200, "&nbsp;%<meter value=\"0.");
  // A rule, what it rests on, and the same in SPARQL.
  get(served, question, PAGE, 200, "in(X, Y) &lt;- ");
  get(served, question, PAGE, 200, "<li><a href=\"/?describe=http://a/town/153\"");
  get(served, question, PAGE, 200, "<a href=\"/?draft=CONSTRUCT+");
  get(served, question, PAGE, 200,
      "<a href=\"/suggest?format=json&amp;k=2&amp;subject=http://a/town/153&amp;predicate=");
  // Forms send what is left empty, and people write names in their own ways.
  get(served, "/suggest?subject=+%3Chttp://a/town/153%3E+&predicate=:in&object=&k=&min=", PAGE, 200,
      "title=\"http://a/country/3\">");
  get(served, "/suggest?subject=&predicate=&object=&k=10&min=", PAGE, 200, "Suggest</button>");
  get(served, "/suggest?predicate=:in", PAGE, 200, "were asked about");
  get(served, "/suggest?subject=http://a/nobody", PAGE, 200, "Nothing is suggested");
  get(served, "/suggest?subject=%22%3Cb%3E", PAGE, 400, "subject is no absolute IRI");
  get(served, "/suggest?subject=http://a/x&k=0", PAGE, 400, "k is a number from 1 to 1000");
  get(served, "/suggest?subject=http://a/x&predicate=http://a/%27unheard", PAGE, 404,
      "the model has no predicate &lt;http://a/&#39;unheard&gt;");
  // The form may be said, too.
  get(served, "/suggest?format=html&subject=http://a/town/153", NULL, 200, "<h1>What may be");
  get(served, "/suggest?format=json&subject=http://a/town/153", PAGE, 200, "{\"subject\":");
  get(served, "/suggest?format=csv&subject=http://a/town/153", NULL, 400, "json or html");
  // The SPARQL form of each question says the same.
  expect_answer(draft_of(served, question), "http://a/country/3,0.");
  expect_answer(draft_of(served, "/suggest?predicate=:in&object=http://a/country/3&min=0.01"),
                "http://a/town/153,0.");
  expect_answer(draft_of(served, "/suggest?subject=http://a/town/153&object=http://a/country/3"),
                "http://a/in,0.");
  expect_answer(draft_of(served, "/suggest?predicate=:in"), "subject,object,probability,reason");
  stop_serving(&world);
  serve(&world, false);
  get(&world.served, "/suggest", PAGE, 404, "this endpoint has no model");
  get(&world.served, "/suggest", PAGE, 404, "anamorph serve -M FILE serves it");
  stop_serving(&world);
}

int main(void) {
  open_world();
  const TestCase tests[] = {TEST(a_missing_fact_comes_with_its_reasons),
                            TEST(learned_rules_load_and_say_the_same),
                            TEST(what_the_database_has_now_is_left_out),
                            TEST(a_row_added_a_second_ago_counts),
                            TEST(a_reason_that_holds_no_longer_is_not_given),
                            TEST(the_ontology_limits_what_is_suggested),
                            TEST(a_predicate_alone_brings_the_likeliest_facts),
                            TEST(odd_questions_are_answered_with_a_warning),
                            TEST(mistakes_are_told),
                            TEST(suggestions_are_exported_for_review),
                            TEST(suggestions_join_with_facts),
                            TEST(a_predicate_alone_is_a_question_too),
                            TEST(a_changed_mapping_is_told_in_sparql),
                            TEST(what_cannot_be_suggested_is_told),
                            TEST(suggestions_never_leak_into_answers),
                            TEST(suggestions_come_over_http),
                            TEST(a_changed_mapping_is_told_in_a_header),
                            TEST(a_predicate_alone_finds_who_lacks_it),
                            TEST(the_page_suggests)};
  const int code =
      suites_run("suggestions beside a live database", tests, sizeof tests / sizeof *tests);
  close_world();
  return code;
}
