// Suggestions beside a live database: the command, SERVICE anamorph:suggest, export.
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "embed/learn.h"
#include "embed/rules/apply.h"
#include "tests/support/towns.h"

static Towns towns;

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
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
  add(arguments, &count, "-M", towns.model);
  if (!ask.no_database) {
    add(arguments, &count, "-m", ask.mapping == NULL ? towns.mapping : ask.mapping);
    add(arguments, &count, "-d", towns.fixture->conninfo);
  }
  add(arguments, &count, "-o", ask.ontology);
  add(arguments, &count, "--subject", ask.subject);
  add(arguments, &count, "--predicate", ask.predicate);
  add(arguments, &count, "--object", ask.object);
  add(arguments, &count, "-k", ask.count);
  Buffer output = {0};
  CU_ASSERT_EQUAL_FATAL(towns_run(arguments, &output, NULL), 0);
  json_t *json = json_loadb(output.data, output.length, 0, NULL);
  if (json == NULL) fprintf(stderr, "%s\n", buffer_text(&output));
  CU_ASSERT_PTR_NOT_NULL_FATAL(json);
  buffer_free(&output);
  return json;
}

static bool suggests(const json_t *json, const char *place, const char *name) {
  for (size_t i = 0; i < suggestions_count(json); i++)
    if (strcmp(suggestions_text(json, i, place), name) == 0) return true;
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
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/3");
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "subject"), "http://a/town/153");
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
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "predicate"), "http://a/in");
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
  char *text = buffer_copy(&out, towns.fixture->arena);
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
        VEC_PUSH(towns.fixture->arena, &lines,
                 arena_format(towns.fixture->arena, "%s,%s", side == 0 ? one : other,
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
  const char *const write[] = {
      "suggest", "-M",   towns.model, "--learned-rules", "--predicate", "http://a/in",
      "--min",   "0.05", "-O",        towns.rules_file,  NULL};
  CU_ASSERT_EQUAL(towns_run(write, NULL, NULL), 0);
  const char *const read[] = {
      "query",
      "-m",
      towns.mapping,
      "-d",
      towns.fixture->conninfo,
      "-r",
      towns.rules_file,
      "-f",
      "csv",
      "-e",
      "SELECT DISTINCT ?s ?o { ?s <urn:anamorph:suggested:http://a/in> ?o }",
      NULL};
  Buffer output = {0};
  CU_ASSERT_EQUAL(towns_run(read, &output, NULL), 0);
  Lines lines = {0};
  const char *at = strchr(buffer_text(&output), '\n');
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  for (at++; *at != '\0'; at += strspn(at, "\r\n")) {
    const size_t length = strcspn(at, "\r\n");
    VEC_PUSH(towns.fixture->arena, &lines, arena_copy_text(towns.fixture->arena, at, length));
    at += length;
  }
  const char *got = joined(&lines);
  Error err = {0};
  Trained trained;
  CU_ASSERT_EQUAL_FATAL(trained_open(towns.model, &trained, &err), STATUS_OK);
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
  fixture_run_sql(towns.fixture, "UPDATE town SET country = 3 WHERE id = 153");
  json_t *json = ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in"});
  CU_ASSERT(!suggests(json, "object", "http://a/country/3"));
  json_decref(json);
  json = ask((Ask){.predicate = "http://a/in", .object = "http://a/country/3", .count = "50"});
  CU_ASSERT(!suggests(json, "subject", "http://a/town/153"));
  json_decref(json);
  fixture_run_sql(towns.fixture, "UPDATE town SET country = NULL WHERE id = 153");
  // And what it has no longer may be suggested, though the model was trained on it.
  fixture_run_sql(towns.fixture, "UPDATE town SET country = NULL WHERE id = 152");
  json = ask((Ask){.subject = "http://a/town/152", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/3");
  json_decref(json);
  fixture_run_sql(towns.fixture, "UPDATE town SET country = 3 WHERE id = 152");
}

static void a_row_added_a_second_ago_counts(void) {
  // A new town on a river that the model knows: its vector is made now, and rules apply.
  fixture_run_sql(towns.fixture, "INSERT INTO town VALUES (900, 12, NULL, 'New')");
  json_t *json = ask((Ask){.subject = "http://a/town/900", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/2");
  CU_ASSERT(suggestions_warn(json, "newer than the model"));
  CU_ASSERT_PTR_NOT_NULL(reason(json, "rule"));
  CU_ASSERT_PTR_NOT_NULL(reason(json, "neighbour"));
  json_decref(json);
  // It is an answer, too.
  json = ask((Ask){.predicate = "http://a/in", .object = "http://a/country/2", .count = "50"});
  CU_ASSERT(suggests(json, "subject", "http://a/town/900"));
  json_decref(json);
  // Two new towns on a new river: only the rows that are new lead from one to the other's country.
  fixture_run_sql(towns.fixture,
                  "INSERT INTO river VALUES (77, 4);"
                  "INSERT INTO town VALUES (901, 77, NULL, 'New'), (902, 77, 4, 'New')");
  json = ask((Ask){.subject = "http://a/town/901", .predicate = "http://a/in"});
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/4");
  const json_t *facts = json_object_get(reason(json, "rule"), "facts");
  bool new_row = false;
  for (size_t i = 0; i < json_array_size(facts); i++)
    new_row |= strcmp(json_string_value(json_array_get(json_array_get(facts, i), 0)),
                      "http://a/town/902") == 0;
  CU_ASSERT(new_row);
  json_decref(json);
  fixture_run_sql(towns.fixture,
                  "DELETE FROM town WHERE id >= 900; DELETE FROM river WHERE id = 77");
}

static void a_reason_that_holds_no_longer_is_not_given(void) {
  // The others on the river of town 153 are somewhere else now.
  fixture_run_sql(towns.fixture, "UPDATE town SET country = 1 WHERE river = 15 AND id <> 153");
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
  fixture_run_sql(towns.fixture, "UPDATE town SET country = 3 WHERE river = 15 AND id <> 153");
}

static void the_ontology_limits_what_is_suggested(void) {
  // A functional property with a value has no other.
  json_t *json = ask(
      (Ask){.subject = "http://a/town/1", .predicate = "http://a/in", .ontology = towns.ontology});
  CU_ASSERT_EQUAL(suggestions_count(json), 0);
  json_decref(json);
  json = ask((Ask){.subject = "http://a/town/153", .ontology = towns.ontology, .count = "50"});
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/3");
  CU_ASSERT(reason(json, "ontology") != NULL);
  CU_ASSERT(!suggests(json, "object", "http://a/River"));
  CU_ASSERT(!suggests(json, "object", "http://a/Country"));
  json_decref(json);
  // Who is in a country: towns without one, and nothing else.
  json = ask(
      (Ask){NULL, "http://a/in", "http://a/country/3", .ontology = towns.ontology, .count = "100"});
  CU_ASSERT(suggestions_count(json) > 0);
  for (size_t i = 0; i < suggestions_count(json); i++) {
    const long id =
        strtol(suggestions_text(json, i, "subject") + strlen("http://a/town/"), NULL, 10);
    CU_ASSERT(id % 10 == 3 && id / 10 % 3 == 0);
  }
  json_decref(json);
  // A river is in no country by this ontology.
  json = ask(
      (Ask){.subject = "http://a/river/3", .predicate = "http://a/in", .ontology = towns.ontology});
  CU_ASSERT_EQUAL(suggestions_count(json), 0);
  json_decref(json);
}

// Of the ten towns without a country, each with the one that its river tells: the likeliest first.
static void a_predicate_alone_brings_the_likeliest_facts(void) {
  for (int limited = 0; limited < 2; limited++) {
    json_t *json = ask((Ask){.predicate = "http://a/in",
                             .count = limited ? "12" : "8",
                             .ontology = limited ? towns.ontology : NULL});
    CU_ASSERT(json_is_null(json_object_get(json, "subject")));
    CU_ASSERT(suggestions_count(json) >= 8 && suggestions_count(json) <= 12);
    for (size_t i = 0; i < 8; i++) {
      int town = 0;
      CU_ASSERT_EQUAL(sscanf(suggestions_text(json, i, "subject"), "http://a/town/%d", &town), 1);
      CU_ASSERT_EQUAL(town % 30, 3);
    }
    CU_ASSERT(suggestions_warn(json, limited ? "the likeliest 10 were" : "the likeliest 64 were"));
    CU_ASSERT_PTR_NOT_NULL(reason(json, "rule"));
    json_decref(json);
  }
  // What is a fact now is none of them.
  fixture_run_sql(towns.fixture, "UPDATE town SET country = 3 WHERE id = 153");
  json_t *json = ask((Ask){.predicate = "http://a/in", .count = "20", .ontology = towns.ontology});
  CU_ASSERT(!suggests(json, "subject", "http://a/town/153"));
  CU_ASSERT(suggests(json, "subject", "http://a/town/183"));
  json_decref(json);
  fixture_run_sql(towns.fixture, "UPDATE town SET country = NULL WHERE id = 153");
  // Without a database, by the model's facts.
  json = ask((Ask){.predicate = "http://a/in", .count = "3", .no_database = true});
  CU_ASSERT_EQUAL(suggestions_count(json), 3);
  json_decref(json);
}

static void odd_questions_are_answered_with_a_warning(void) {
  json_t *json =
      ask((Ask){.subject = "http://a/nobody", .predicate = "http://a/in", .count = "1000000"});
  CU_ASSERT(suggestions_warn(json, "neither to the model nor to the database"));
  CU_ASSERT_EQUAL(suggestions_count(json), 6);
  json_decref(json);
  json = ask((Ask){
      .subject = "http://a/town/153", .predicate = "http://a/in", .mapping = towns.other_mapping});
  CU_ASSERT(suggestions_warn(json, "the mapping has changed"));
  json_decref(json);
  json =
      ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in", .no_database = true});
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "warnings")), 0);
  CU_ASSERT_STRING_EQUAL(suggestions_text(json, 0, "object"), "http://a/country/3");
  json_decref(json);
  json = ask((Ask){.subject = "http://a/nobody"});
  CU_ASSERT(suggestions_warn(json, "neither to the model nor to the database"));
  CU_ASSERT(!suggestions_warn(json, "what is frequent is suggested"));
  CU_ASSERT_EQUAL(suggestions_count(json), 0);
  json_decref(json);
  // An entity that was deleted: what the model knew of it is all there is.
  fixture_run_sql(towns.fixture, "DELETE FROM town WHERE id = 153");
  json = ask((Ask){.subject = "http://a/town/153", .predicate = "http://a/in"});
  CU_ASSERT(suggestions_warn(json, "no facts about http://a/town/153"));
  json_decref(json);
  fixture_run_sql(towns.fixture, "INSERT INTO town VALUES (153, 15, NULL, 'Mayor')");
}

static void refused(const char *const arguments[], const char *part) {
  Buffer errors = {0};
  CU_ASSERT_EQUAL(towns_run(arguments, NULL, &errors), 2);
  if (strstr(buffer_text(&errors), part) == NULL) fprintf(stderr, "%s\n", buffer_text(&errors));
  CU_ASSERT(strstr(buffer_text(&errors), part) != NULL);
  buffer_free(&errors);
}

static void mistakes_are_told(void) {
  refused((const char *const[]){"suggest", "-M", towns.model, NULL}, "suggestions for what?");
  refused((const char *const[]){"suggest", "--subject", "http://a/town/1", NULL}, "-M FILE");
  refused(
      (const char *const[]){"suggest", "-M", towns.model, "--predicate", "http://a/unheard", NULL},
      "no predicate http://a/unheard");
  refused((const char *const[]){"suggest", "-M", "/nowhere", "--subject", "http://a/x", NULL},
          "/nowhere");
  refused((const char *const[]){"suggest", "-M", towns.model, "--subject", "http://a/x",
                                "--predicate", "http://a/unheard", NULL},
          "no predicate http://a/unheard");
  refused((const char *const[]){"suggest", "-M", towns.model, "--subject", "http://a/x", "-f",
                                "xml", NULL},
          "json or text");
  refused(
      (const char *const[]){"suggest", "-M", towns.model, "--all", "--subject", "http://a/x", NULL},
      "--all");
  refused((const char *const[]){"suggest", "-M", towns.model, "--all", "--min", "2", NULL},
          "--min");
  // A file that is no model.
  const char *const foreign[] = {"suggest", "-M", towns.mapping, "--subject", "http://a/x", NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(towns_run(foreign, NULL, &errors), 1);
  CU_ASSERT(strstr(buffer_text(&errors), "model") != NULL);
  buffer_free(&errors);
}

// --- Export --------------------------------------------------------------------------------------

static void suggestions_are_exported_for_review(void) {
  const char *const arguments[] = {"suggest",
                                   "-M",
                                   towns.model,
                                   "-m",
                                   towns.mapping,
                                   "-d",
                                   towns.fixture->conninfo,
                                   "-o",
                                   towns.ontology,
                                   "--all",
                                   "--predicate",
                                   "http://a/in",
                                   "--min",
                                   "0.3",
                                   "-k",
                                   "1",
                                   "-O",
                                   towns.export_file,
                                   NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(towns_run(arguments, NULL, &errors), 0);
  CU_ASSERT(strstr(buffer_text(&errors), "10 suggestions for") != NULL);
  buffer_free(&errors);
  const char *text = read_file(towns.export_file, towns.fixture->arena);
  size_t statements = 0;
  for (const char *at = text; (at = strstr(at, "a rdf:Statement")) != NULL; at++) statements++;
  CU_ASSERT_EQUAL(statements, 10);
  CU_ASSERT(strstr(text,
                   "rdf:subject <http://a/town/153> ;\n  rdf:predicate <http://a/in> ;\n"
                   "  rdf:object <http://a/country/3>") != NULL);
  CU_ASSERT(strstr(text, "anamorph:probability 0.") != NULL);
  // It is a graph: an ontology's reader takes it for one, and finds nothing of ontologies in it.
  const char *const check[] = {
      "query",           "-m", towns.mapping, "-d", towns.fixture->conninfo, "-o",
      towns.export_file, "-e", "ASK {}",      NULL};
  CU_ASSERT_EQUAL(towns_run(check, NULL, NULL), 0);
}

// --- SPARQL --------------------------------------------------------------------------------------

#define PREFIXES                                                      \
  "PREFIX : <http://a/> PREFIX anamorph: <https://anamorph.dev/ns#> " \
  "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "

static void query(const char *text, bool with_model, int code, const char *expected) {
  const char *const arguments[] = {
      "query",     "-m",  towns.mapping, "-d", towns.fixture->conninfo,
      "-f",        "csv", "-e",          text, with_model ? "-M" : NULL,
      towns.model, NULL};
  Buffer output = {0}, errors = {0};
  CU_ASSERT_EQUAL(towns_run(arguments, &output, &errors), code);
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
                                     changed ? towns.other_mapping : towns.mapping,
                                     "-d",
                                     towns.fixture->conninfo,
                                     "-f",
                                     "csv",
                                     "-e",
                                     text,
                                     "-M",
                                     towns.model,
                                     NULL};
    Buffer output = {0}, errors = {0};
    CU_ASSERT_EQUAL(towns_run(arguments, &output, &errors), 0);
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
    query(arena_format(towns.fixture->arena, PREFIXES "%s", asks[i]), true, 0, "false\r\n");
  // The same graph, with a model and without.
  for (int with = 0; with < 2; with++)
    query(PREFIXES "SELECT (COUNT(*) AS ?n) { ?s :in ?o }", with == 1, 0, "n\r\n110\r\n");
}

int main(void) {
  towns = towns_open();
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
                            TEST(suggestions_never_leak_into_answers)};
  const int code =
      suites_run("suggestions beside a live database", tests, sizeof tests / sizeof *tests);
  towns_close(&towns);
  return code;
}
