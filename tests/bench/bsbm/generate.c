// The Berlin SPARQL Benchmark's data: the world's plan first (types, features, who makes and sells
// what), then its rows, each from a generator of its own so that no row depends on another's draws.
#include "tests/bench/bsbm/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  OFFERS_PER_PRODUCT = 20,
  REVIEWS_PER_PRODUCT = 10,
  REVIEWS_PER_SITE = 10000,
  MOST_LEVELS = 8,
  DAY_0 = 11000,  // 2000-02-13, as days after 1970-01-01
};

typedef struct ProductType {
  int parent, level;
  int first_feature, feature_count;
} ProductType;

struct BsbmWorld {
  uint64_t seed;
  BsbmScale scale;
  ProductType *type;  // by number
  int *producer;      // by product
  int *vendor;        // by offer
  int *person;        // by review
  int *site;          // by person
};

// --- Numbers -------------------------------------------------------------------------------------

uint64_t draw_next(Random *random) {
  uint64_t z = (random->state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

static double random_unit(Random *random) { return (double)(draw_next(random) >> 11) * 0x1p-53; }

int draw_between(Random *random, int low, int high) {
  return low + (int)(random_unit(random) * ((double)high - low + 1));
}

static bool chance(Random *random, double probability) { return random_unit(random) < probability; }

// Box and Muller; never below `least`.
static int random_normal(Random *random, double mean, double deviation, int least) {
  const double u = 1 - random_unit(random), v = random_unit(random);
  const int drawn = (int)lround(mean + deviation * sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
  return drawn < least ? least : drawn;
}

// A generator for row `index` of a table.
static Random row_random(const BsbmWorld *world, int table, int index) {
  Random random = {world->seed * 1000003U + (uint64_t)table * 0x100000000U + (uint64_t)index};
  (void)draw_next(&random);
  return random;
}

// --- The plan ------------------------------------------------------------------------------------

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count + 1, size);
  if (memory == NULL) {
    (void)fputs("bsbm: out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

// The hierarchy: 2 log10(n) branches at the root, 8 below, 4 or 8 at the leaves; features of a type
// at level i of d: between 35 i / s and 75 i / s, with s = d (d + 1) / 2 - 1.
static void plan_types(BsbmWorld *world) {
  const int magnitude = (int)lround(log10(world->scale.products));
  const int depth = magnitude / 2 + 1;
  int branches[MOST_LEVELS];
  branches[0] = magnitude < 1 ? 2 : 2 * magnitude;
  for (int i = 1; i < depth; i++) branches[i] = 8;
  if (depth > 1 && magnitude % 2 == 0) branches[depth - 1] = 4;
  int total = 1, width = 1;
  for (int i = 0; i < depth; i++) total += width *= branches[i];
  world->type = allocate((size_t)total + 1, sizeof *world->type);
  world->scale.types = total;
  world->scale.first_leaf_type = total - width + 1;

  const int share = depth == 1 ? 1 : depth * (depth + 1) / 2 - 1;
  int next = 2, parent = 1, feature = 1;
  for (int level = 0, count = 1; level < depth; count *= branches[level++])
    for (int i = 0; i < count; i++, parent++)
      for (int j = 0; j < branches[level]; j++, next++) {
        ProductType *type = &world->type[next];
        Random random = row_random(world, 1, next);
        const int at = level + 1;
        type->parent = parent;
        type->level = at;
        type->first_feature = feature;
        type->feature_count = draw_between(&random, 35 * at / share, 75 * at / share);
        feature += type->feature_count;
      }
  world->scale.features = feature - 1;
}

// Owners of `count` things in a row, each of about `mean` of them. Returns how many owners.
static int plan_owners(const BsbmWorld *world, int table, int count, double mean, int *owner) {
  int owners = 0;
  for (int i = 1; i <= count;) {
    Random random = row_random(world, table, ++owners);
    int share = random_normal(&random, mean, mean / 3, 1);
    for (; share > 0 && i <= count; share--) owner[i++] = owners;
  }
  return owners;
}

BsbmWorld *bsbm_world_create(int products, uint64_t seed) {
  BsbmWorld *world = allocate(1, sizeof *world);
  world->seed = seed;
  BsbmScale *scale = &world->scale;
  scale->products = products;
  scale->offers = products * OFFERS_PER_PRODUCT;
  scale->reviews = products * REVIEWS_PER_PRODUCT;
  plan_types(world);
  world->producer = allocate((size_t)scale->products + 1, sizeof(int));
  world->vendor = allocate((size_t)scale->offers + 1, sizeof(int));
  world->person = allocate((size_t)scale->reviews + 1, sizeof(int));
  scale->producers = plan_owners(world, 2, scale->products, 50, world->producer);
  scale->vendors = plan_owners(world, 3, scale->offers, 2000, world->vendor);
  scale->persons = plan_owners(world, 4, scale->reviews, 20, world->person);
  world->site = allocate((size_t)scale->persons + 1, sizeof(int));
  scale->rating_sites = 1;
  for (int i = 1, written = 0, person = 0; i <= scale->reviews; i++, written++) {
    if (world->person[i] == person) continue;
    person = world->person[i];
    if (written >= REVIEWS_PER_SITE) written = 0, scale->rating_sites++;
    world->site[person] = scale->rating_sites;
  }
  return world;
}

void bsbm_world_destroy(BsbmWorld *world) {
  if (world == NULL) return;
  free(world->type);
  free(world->producer);
  free(world->vendor);
  free(world->person);
  free(world->site);
  free(world);
}

const BsbmScale *bsbm_world_scale(const BsbmWorld *world) { return &world->scale; }
int bsbm_producer_of(const BsbmWorld *world, int product) { return world->producer[product]; }
int bsbm_vendor_of(const BsbmWorld *world, int offer) { return world->vendor[offer]; }
int bsbm_rating_site_of(const BsbmWorld *world, int review) {
  return world->site[world->person[review]];
}

int bsbm_random_leaf(const BsbmWorld *world, Random *random) {
  return draw_between(random, world->scale.first_leaf_type, world->scale.types);
}

int bsbm_random_feature(const BsbmWorld *world, int leaf, Random *random) {
  int total = 0;
  for (int t = leaf; t > 1; t = world->type[t].parent) total += world->type[t].feature_count;
  int drawn = draw_between(random, 0, total - 1);
  int t = leaf;
  for (; drawn >= world->type[t].feature_count; t = world->type[t].parent)
    drawn -= world->type[t].feature_count;
  return world->type[t].first_feature + drawn;
}

// --- Text ----------------------------------------------------------------------------------------

void bsbm_word(int index, char *text) {
  static const char *const ONSET[] = {"b", "c", "d", "f",  "g",  "h",  "l",  "m",  "n",  "p",
                                      "r", "s", "t", "v",  "br", "cr", "dr", "fl", "gr", "pl",
                                      "s", "t", "w", "sh", "st", "th", "tr", "qu", "sp", "z"};
  static const char *const VOWEL[] = {"a", "e", "i", "o", "u", "ea", "ou", "y"};
  static const char *const CODA[] = {"", "n", "r", "s", "l", "nt", "st", "ng", "ck", "d", "m", "t"};
  // Two syllables; 30 * 8 * 30 * 8 * 12 = 691,200 words, of which every 17th is used.
  unsigned rest = (unsigned)index * 17U;
  const unsigned parts[] = {30, 8, 30, 8, 12};
  const char *const *const lists[] = {ONSET, VOWEL, ONSET, VOWEL, CODA};
  for (size_t i = 0; i < 5; i++) {
    const char *part = lists[i][rest % parts[i]];
    const size_t length = strlen(part);
    memcpy(text, part, length + 1);
    text += length;
    rest /= parts[i];
  }
}

static void write_words(FILE *out, Random *random, int low, int high) {
  const int count = draw_between(random, low, high);
  for (int i = 0; i < count; i++) {
    char word[16];
    bsbm_word(draw_between(random, 0, BSBM_WORDS - 1), word);
    (void)fprintf(out, i == 0 ? "%s" : " %s", word);
  }
}

// Days after 1970-01-01 as a date (the civil calendar, by Hinnant's algorithm).
static void write_date(FILE *out, int days) {
  const int z = days + 719468, era = z / 146097, doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  const int day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
  (void)fprintf(out, "%04d-%02d-%02d", yoe + era * 400 + (month <= 2), month, day);
}

static const char *random_country(Random *random) {
  static const struct {
    const char *code;
    int percent;
  } COUNTRY[] = {{"US", 40}, {"GB", 10}, {"JP", 10}, {"CN", 10}, {"DE", 5},
                 {"FR", 5},  {"ES", 5},  {"RU", 5},  {"KR", 5},  {"AT", 5}};
  int drawn = draw_between(random, 0, 99);
  size_t i = 0;
  while (drawn >= COUNTRY[i].percent) drawn -= COUNTRY[i++].percent;
  return COUNTRY[i].code;
}

// --- Rows ----------------------------------------------------------------------------------------

static void write_published(FILE *out, Random *random, int publisher, int first_day, int days) {
  (void)fprintf(out, "\t%d\t", publisher);
  write_date(out, first_day + draw_between(random, 0, days));
  (void)fputc('\n', out);
}

static void write_label_and_comment(FILE *out, Random *random, int nr) {
  (void)fprintf(out, "%d\t", nr);
  write_words(out, random, 1, 3);
  (void)fputc('\t', out);
}

static void write_type(const BsbmWorld *world, int nr, FILE *out) {
  Random random = row_random(world, 11, nr);
  write_label_and_comment(out, &random, nr);
  write_words(out, &random, 20, 50);
  if (nr == 1)
    (void)fputs("\t\\N", out);
  else
    (void)fprintf(out, "\t%d", world->type[nr].parent);
  write_published(out, &random, 1, DAY_0 + 100, 60);
}

static void write_feature(const BsbmWorld *world, int nr, FILE *out) {
  Random random = row_random(world, 12, nr);
  write_label_and_comment(out, &random, nr);
  write_words(out, &random, 20, 50);
  write_published(out, &random, 1, DAY_0 + 100, 60);
}

static void write_company(const BsbmWorld *world, int table, const char *site, int nr, FILE *out) {
  Random random = row_random(world, table, nr);
  write_label_and_comment(out, &random, nr);
  write_words(out, &random, 20, 50);
  (void)fprintf(out, "\thttp://www.%s%d.com/\t%s", site, nr, random_country(&random));
  write_published(out, &random, nr, DAY_0 + 200, 1500);
}

static void write_producer(const BsbmWorld *world, int nr, FILE *out) {
  write_company(world, 13, "Producer", nr, out);
}

static void write_vendor(const BsbmWorld *world, int nr, FILE *out) {
  write_company(world, 14, "vendor", nr, out);
}

// The probability that the n-th numeric or textual property (from 0) is there.
static const double PROPERTY_CHANCE[] = {1, 1, 1, 0.7, 0.8, 0.5};

static void write_product(const BsbmWorld *world, int nr, FILE *out) {
  Random random = row_random(world, 15, nr);
  write_label_and_comment(out, &random, nr);
  write_words(out, &random, 50, 150);
  (void)fprintf(out, "\t%d", world->producer[nr]);
  for (size_t i = 0; i < 6; i++)
    if (chance(&random, PROPERTY_CHANCE[i])) {
      int value = random_normal(&random, 1000, 333, 1);
      (void)fprintf(out, "\t%d", value > 2000 ? 2000 : value);
    } else {
      (void)fputs("\t\\N", out);
    }
  for (size_t i = 0; i < 6; i++)
    if (chance(&random, PROPERTY_CHANCE[i])) {
      (void)fputc('\t', out);
      write_words(out, &random, 3, 15);
    } else {
      (void)fputs("\t\\N", out);
    }
  write_published(out, &random, world->producer[nr], DAY_0 + 300, 1500);
}

static int leaf_of(const BsbmWorld *world, int product) {
  Random random = row_random(world, 16, product);
  return bsbm_random_leaf(world, &random);
}

static void write_types_of(const BsbmWorld *world, int product, FILE *out) {
  for (int t = leaf_of(world, product); t > 0; t = world->type[t].parent)
    (void)fprintf(out, "%d\t%d\n", product, t);
}

static void write_features_of(const BsbmWorld *world, int product, FILE *out) {
  Random random = row_random(world, 17, product);
  for (int t = leaf_of(world, product); t > 1; t = world->type[t].parent)
    for (int i = 0; i < world->type[t].feature_count; i++)
      if (chance(&random, 0.25))
        (void)fprintf(out, "%d\t%d\n", product, world->type[t].first_feature + i);
}

static void write_offer(const BsbmWorld *world, int nr, FILE *out) {
  Random random = row_random(world, 18, nr);
  const int vendor = world->vendor[nr];
  const int product = draw_between(&random, 1, world->scale.products);
  const int from = DAY_0 + 2950 + draw_between(&random, 0, 90);
  const int days =
      chance(&random, 0.7) ? draw_between(&random, 1, 7) : draw_between(&random, 8, 21);
  (void)fprintf(out, "%d\t%d\t%d\t%d\t%d.%02d\t", nr, product, world->producer[product], vendor,
                draw_between(&random, 5, 9999), draw_between(&random, 0, 99));
  write_date(out, from);
  (void)fputs(" 00:00:00\t", out);
  write_date(out, from + draw_between(&random, 7, 180));
  (void)fprintf(out,
                " 00:00:00\t%d\thttp://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/"
                "dataFromVendor%d/Offer%d/",
                days, vendor, nr);
  write_published(out, &random, vendor, DAY_0 + 3000, 90);
}

static void write_person(const BsbmWorld *world, int nr, FILE *out) {
  Random random = row_random(world, 19, nr);
  char first[16], second[16];
  bsbm_word(draw_between(&random, 0, BSBM_WORDS - 1), first);
  bsbm_word(draw_between(&random, 0, BSBM_WORDS - 1), second);
  (void)fprintf(out, "%d\t%s-%s\t%016llx%016llx%08llx\t%s", nr, first, second,
                (unsigned long long)draw_next(&random), (unsigned long long)draw_next(&random),
                (unsigned long long)draw_next(&random) >> 32, random_country(&random));
  write_published(out, &random, world->site[nr], DAY_0 + 3000, 120);
}

static void write_review(const BsbmWorld *world, int nr, FILE *out) {
  static const char *const LANGUAGE[] = {"en", "en", "en", "en", "en",
                                         "ja", "zh", "de", "fr", "es"};
  Random random = row_random(world, 20, nr);
  const int product = draw_between(&random, 1, world->scale.products);
  const int person = world->person[nr];
  (void)fprintf(out, "%d\t%d\t%d\t%d\t", nr, product, world->producer[product], person);
  write_date(out, DAY_0 + 2700 + draw_between(&random, 0, 365));
  (void)fputs(" 00:00:00\t", out);
  write_words(out, &random, 4, 15);
  (void)fputc('\t', out);
  write_words(out, &random, 50, 200);
  (void)fprintf(out, "\t%s", LANGUAGE[draw_between(&random, 0, 9)]);
  for (size_t i = 0; i < 4; i++)
    if (chance(&random, 0.7))
      (void)fprintf(out, "\t%d", draw_between(&random, 1, 10));
    else
      (void)fputs("\t\\N", out);
  write_published(out, &random, world->site[person], DAY_0 + 3000, 90);
}

// --- The script ----------------------------------------------------------------------------------

// After the benchmark's own SQL schema.
static const char SCHEMA[] =
    "CREATE TABLE producttype (nr integer PRIMARY KEY, label varchar(100), comment varchar(2000),"
    " parent integer REFERENCES producttype, publisher integer, publishdate date);\n"
    "CREATE TABLE productfeature (nr integer PRIMARY KEY, label varchar(100),"
    " comment varchar(2000), publisher integer, publishdate date);\n"
    "CREATE TABLE producer (nr integer PRIMARY KEY, label varchar(100), comment varchar(2000),"
    " homepage varchar(100), country char(2), publisher integer, publishdate date);\n"
    "CREATE TABLE product (nr integer PRIMARY KEY, label varchar(100), comment varchar(2000),"
    " producer integer REFERENCES producer, propertynum1 integer, propertynum2 integer,"
    " propertynum3 integer, propertynum4 integer, propertynum5 integer, propertynum6 integer,"
    " propertytex1 varchar(250), propertytex2 varchar(250), propertytex3 varchar(250),"
    " propertytex4 varchar(250), propertytex5 varchar(250), propertytex6 varchar(250),"
    " publisher integer, publishdate date);\n"
    "CREATE TABLE producttypeproduct (product integer REFERENCES product,"
    " producttype integer REFERENCES producttype, PRIMARY KEY (product, producttype));\n"
    "CREATE TABLE productfeatureproduct (product integer REFERENCES product,"
    " productfeature integer REFERENCES productfeature, PRIMARY KEY (product, productfeature));\n"
    "CREATE TABLE vendor (nr integer PRIMARY KEY, label varchar(100), comment varchar(2000),"
    " homepage varchar(100), country char(2), publisher integer, publishdate date);\n"
    "CREATE TABLE offer (nr integer PRIMARY KEY, product integer REFERENCES product,"
    " producer integer REFERENCES producer, vendor integer REFERENCES vendor, price numeric,"
    " validfrom timestamp, validto timestamp, deliverydays integer, offerwebpage varchar(100),"
    " publisher integer, publishdate date);\n"
    "CREATE TABLE person (nr integer PRIMARY KEY, name varchar(30), mbox_sha1sum varchar(40),"
    " country char(2), publisher integer, publishdate date);\n"
    "CREATE TABLE review (nr integer PRIMARY KEY, product integer REFERENCES product,"
    " producer integer REFERENCES producer, person integer REFERENCES person, reviewdate timestamp,"
    " title varchar(200), text text, language char(2), rating1 integer, rating2 integer,"
    " rating3 integer, rating4 integer, publisher integer, publishdate date);\n";

static const char INDEXES[] =
    "CREATE INDEX ON offer (product);\n"
    "CREATE INDEX ON offer (vendor);\n"
    "CREATE INDEX ON review (product);\n"
    "CREATE INDEX ON review (person);\n"
    "CREATE INDEX ON productfeatureproduct (productfeature);\n"
    "CREATE INDEX ON producttypeproduct (producttype);\n"
    "CREATE INDEX ON offer (offerwebpage);\n"
    "CREATE INDEX ON producer (homepage);\n"
    "CREATE INDEX ON vendor (homepage);\n"
    "ANALYZE;\n";

static void write_table(const BsbmWorld *world, const char *name, int count,
                        void (*row)(const BsbmWorld *world, int nr, FILE *out), FILE *out) {
  (void)fprintf(out, "COPY %s FROM stdin;\n", name);
  for (int nr = 1; nr <= count; nr++) row(world, nr, out);
  (void)fputs("\\.\n", out);
}

void bsbm_write(const BsbmWorld *world, FILE *out) {
  const BsbmScale *scale = &world->scale;
  (void)fputs(SCHEMA, out);
  write_table(world, "producttype", scale->types, write_type, out);
  write_table(world, "productfeature", scale->features, write_feature, out);
  write_table(world, "producer", scale->producers, write_producer, out);
  write_table(world, "product", scale->products, write_product, out);
  write_table(world, "producttypeproduct", scale->products, write_types_of, out);
  write_table(world, "productfeatureproduct", scale->products, write_features_of, out);
  write_table(world, "vendor", scale->vendors, write_vendor, out);
  write_table(world, "offer", scale->offers, write_offer, out);
  write_table(world, "person", scale->persons, write_person, out);
  write_table(world, "review", scale->reviews, write_review, out);
  (void)fputs(INDEXES, out);
}
