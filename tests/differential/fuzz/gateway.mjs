// The gateway as a process that serves one world at a time, over the loopback.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { BASE } from './world.mjs';
import { schemaText } from './sql.mjs';
import { mappingText } from './turtle.mjs';
import { jsonTermText } from '../compare.mjs';

const SCHEMA = 'fuzz';
const START_SECONDS = 30;

export class GatewayError extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

// A world's tables, in a schema of their own.
export const fill = (text) =>
  execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres'], {
    input: `SET client_min_messages = warning;\nDROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;\nCREATE SCHEMA ${SCHEMA};\nSET search_path = ${SCHEMA};\n${text}`,
    stdio: ['pipe', 'ignore', 'pipe'],
  });

const CONNINFO = `dbname=postgres options=-csearch_path=${SCHEMA}`;

// Of the command that serves the world.
export const optionsOf = (world) => (world.union ? ['--union-default-graph'] : []);

// The protocol's parameters for a dataset { from, fromNamed } of IRIs in brackets; null: none.
const parametersOf = (dataset) => {
  if (!dataset) return '';
  const pairs = [
    ...dataset.from.map((iri) => ['default-graph-uri', iri.slice(1, -1)]),
    ...dataset.fromNamed.map((iri) => ['named-graph-uri', iri.slice(1, -1)]),
  ];
  return `?${new URLSearchParams(pairs)}`;
};

// A longer answer fits into no text, and is given up as one that takes too long.
const MOST_BYTES = 1 << 28;

export class Gateway {
  #program;
  #folder;
  #child = null;
  #port = 0;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #seconds;

  constructor(program, folder, seconds) {
    this.#program = program;
    this.#folder = folder;
    this.#seconds = seconds;
  }

  get #setting() {
    const ontology = this.ontology === null ? [] : ['-o', this.ontology];
    const rules = this.rules === null ? [] : ['-r', this.rules];
    return ['-m', join(this.#folder, 'mapping.ttl'), '-d', CONNINFO, '-b', BASE, ...ontology, ...rules];
  }

  // Loads a world: plain data, or { schema, mapping, ontology, rules } as texts, with `options` of
  // the command that serves it.
  async load(world, without = []) {
    const texts = world.tables
      ? { schema: schemaText(world), mapping: mappingText(world), ontology: world.ontology, options: optionsOf(world) }
      : world;
    fill(texts.schema);
    writeFileSync(join(this.#folder, 'mapping.ttl'), texts.mapping);
    this.ontology = null;
    if (texts.ontology) {
      this.ontology = join(this.#folder, 'ontology.ttl');
      writeFileSync(this.ontology, texts.ontology);
    }
    this.options = texts.options ?? [];
    this.rules = null;
    if (texts.rules) {
      this.rules = join(this.#folder, 'rules.rq');
      writeFileSync(this.rules, texts.rules);
    }
    await this.start(without);
  }

  // Serves what is loaded, with some passes off.
  async start(without = []) {
    await this.stop();
    this.without = without;
    const args = ['serve', ...this.#setting, ...this.options, '-p', '0', '--connections=1'];
    const child = spawn(this.#program, [...args, ...without.map((pass) => `--without=${pass}`)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let [out, errors] = ['', ''];
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the gateway does not start')), START_SECONDS * 1000);
      child.stderr.on('data', (data) => (errors = (errors + data.toString().replace(/^.* INFO .*\n/gm, '')).slice(-4000)));
      child.stdout.on('data', (data) => {
        out += data;
        const at = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(out);
        if (!at) return;
        this.#port = Number(at[1]);
        clearTimeout(timer);
        resolve();
      });
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (this.#child === child) this.#child = null;
        reject(new Error(`the gateway ended (${signal ?? code}): ${errors.trim()}`));
      });
    });
    this.errors = () => errors;
  }

  dump() {
    return execFileSync(this.#program, ['dump', ...this.#setting, '-f', 'nq'], {
      stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26,
    }).toString('utf8');
  }

  #post(query, accept, dataset) {
    return new Promise((resolve, reject) => {
      const call = request({
        port: this.#port, host: '127.0.0.1', path: `/sparql${parametersOf(dataset)}`, method: 'POST', agent: this.#agent,
        timeout: this.#seconds * 1000,
        headers: { 'content-type': 'application/sparql-query', accept, 'content-length': Buffer.byteLength(query) },
      });
      call.on('response', (response) => {
        const parts = [];
        let left = MOST_BYTES;
        response.on('data', (data) => {
          parts.push(data);
          left -= data.length;
          if (left < 0) call.destroy(new GatewayError(504, 'an answer of more than 256 MB'));
        });
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (response.statusCode === 200) resolve(text);
          else reject(new GatewayError(response.statusCode, text.trim()));
        });
      });
      call.on('timeout', () => call.destroy(new GatewayError(504, `no answer in ${this.#seconds} s`)));
      call.on('error', reject);
      call.end(query);
    });
  }

  // { boolean } | { variables, rows } | { triples: text }. dataset: sent as the protocol's parameters.
  async ask(query, form, dataset = null) {
    if (form === 'CONSTRUCT') return { triples: await this.#post(query, 'application/n-triples', dataset) };
    const json = JSON.parse(await this.#post(query, 'application/sparql-results+json', dataset));
    if (form === 'ASK') return { boolean: json.boolean };
    const variables = json.head.vars;
    return { variables, rows: json.results.bindings.map((b) => variables.map((v) => jsonTermText(b[v]))) };
  }

  // How many queries were answered by a plan made for another.
  async cacheHits() {
    const text = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text();
    return Number(/plan_cache_hits_total (\d+)$/m.exec(text)?.[1]);
  }

  async stop() {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', resolve);
      child.kill('SIGKILL');
    });
  }
}
