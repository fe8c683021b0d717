// Suggestions over HTTP: GET /suggest, for programs and for people.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "endpoint/http/protocol.h"
#include "endpoint/service/service.h"
#include "endpoint/suggest/advisor.h"
#include "mapping/mapping.h"
#include "tests/support/served.h"
#include "tests/support/towns.h"

static Towns towns;

#define PREFIXES                                                      \
  "PREFIX : <http://a/> PREFIX anamorph: <https://anamorph.dev/ns#> " \
  "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "

// --- For programs --------------------------------------------------------------------------------

static void get(Served *served, const char *path, const char *accept, int status,
                const char *part) {
  Response response;
  char *head = arena_format(towns.fixture->arena, "GET %s HTTP/1.1\r\nAccept: %s\r\n", path,
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
  const char *path = towns.mapping;
  CU_ASSERT_EQUAL_FATAL(trained_open(towns.model, &world->trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(connection_open(towns.fixture->conninfo, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(mapping_load(&path, 1, NULL, db, NULL, &world->mapping, NULL, &err),
                        STATUS_OK);
  connection_close(db);
  const AdvisorOptions options = {
      .trained = &world->trained, .mapping = world->mapping, .mapping_hash = hash};
  world->advisor = advisor_create(&options);
  CU_ASSERT_EQUAL_FATAL(services_create(&(ServiceOptions){0}, &world->services, &err), STATUS_OK);
  services_set_advisor(world->services, world->advisor, towns.fixture->conninfo);
  served_start(&world->served,
               &(ServerOptions){.mapping = world->mapping,
                                .conninfo = towns.fixture->conninfo,
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
  CU_ASSERT_EQUAL(suggestions_count(json), 9);
  CU_ASSERT(
      suggestions_warn(json, "of 120 things that may have it the likeliest 64 were asked about"));
  double before = 1;
  for (size_t i = 0; i < suggestions_count(json); i++) {
    int town, country;
    const json_t *item = json_array_get(json_object_get(json, "suggestions"), i);
    const double probability = json_real_value(json_object_get(item, "probability"));
    CU_ASSERT(probability <= before);
    before = probability;
    CU_ASSERT_EQUAL(sscanf(suggestions_text(json, i, "subject"), "http://a/town/%d", &town), 1);
    CU_ASSERT_EQUAL(sscanf(suggestions_text(json, i, "object"), "http://a/country/%d", &country),
                    1);
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
  char *head = arena_format(towns.fixture->arena, "GET %s HTTP/1.1\r\nAccept: %s\r\n", path, PAGE);
  http_ask(served->port, head, NULL, &response);
  const char *at = strstr(response_body(&response), before);
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  at += strlen("<a href=\"/?");
  FormParameters parameters = {0};
  CU_ASSERT(parameters_parse(towns.fixture->arena, at, strcspn(at, "\""), &parameters));
  response_free(&response);
  return arena_format(towns.fixture->arena, "%s", parameters_find(&parameters, "draft"));
}

static void expect_answer(const char *text, const char *part) {
  const char *const arguments[] = {"query",     "-m",  towns.mapping, "-d", towns.fixture->conninfo,
                                   "-f",        "csv", "-e",          text, "-M",
                                   towns.model, NULL};
  Buffer output = {0};
  CU_ASSERT_EQUAL(towns_run(arguments, &output, NULL), 0);
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
  towns = towns_open();
  const TestCase tests[] = {TEST(suggestions_come_over_http),
                            TEST(a_changed_mapping_is_told_in_a_header),
                            TEST(a_predicate_alone_finds_who_lacks_it), TEST(the_page_suggests)};
  const int code = suites_run("suggestions over HTTP", tests, sizeof tests / sizeof *tests);
  towns_close(&towns);
  return code;
}
