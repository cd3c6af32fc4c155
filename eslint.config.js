import javascript from '@eslint/js';
import accessibility from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';
import noRawText from './scripts/lint/no-raw-text.mjs';

const inNode = {
  console: 'readonly',
  process: 'readonly',
  performance: 'readonly',
  URL: 'readonly',
  setTimeout: 'readonly',
  clearTimeout: 'readonly',
  module: 'writable',
  require: 'readonly',
};
const inServiceWorker = {
  self: 'readonly',
  caches: 'readonly',
  fetch: 'readonly',
  URL: 'readonly',
  Response: 'readonly',
  Request: 'readonly',
  console: 'readonly',
  setTimeout: 'readonly',
};

const takeTime = 'Time is an argument here: take an Instant, so that a test and the operation clock can give it.';
const takeRandomness = 'Randomness is an argument here: take a function, so that a test can repeat what happened.';
const environmentAtTheDoor =
  'Only server/main.ts and server/cli.ts read the environment: take the value as an argument.';

export default typescript.config(
  { ignores: ['dist/', 'data/', 'coverage/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  javascript.configs.recommended,
  ...typescript.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      // The compiler knows what is defined, and says so better.
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': 'error',
      '@typescript-eslint/no-invalid-void-type': 'error',
      '@typescript-eslint/no-useless-constructor': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // Cleaning text of control characters is what those expressions are for.
      'no-control-regex': 'off',
    },
  },

  // Who may print.
  { files: ['{client,server,shared}/**/*.{ts,tsx}'], rules: { 'no-console': 'error' } },
  { files: ['server/main.ts', 'server/cli.ts'], rules: { 'no-console': 'off' } },

  // Pure rooms.
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: takeRandomness },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: takeTime },
        { selector: "MemberExpression[object.name='performance'][property.name='now']", message: takeTime },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: takeTime },
        { selector: "CallExpression[callee.name='Date']", message: takeTime },
      ],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/main.ts', 'server/cli.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='process'][property.name='env']", message: environmentAtTheDoor },
      ],
    },
  },

  // Screens.
  {
    files: ['client/**/*.{ts,tsx}'],
    ...accessibility.flatConfigs.recommended,
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, tocsin: { rules: { 'no-raw-text': noRawText } } },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'tocsin/no-raw-text': 'error',
    },
  },

  // Plain JavaScript: tools, settings, and the service worker.
  { files: ['**/*.{mjs,cjs,js}'], languageOptions: { globals: inNode } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { files: ['client/**/*.js'], languageOptions: { globals: inServiceWorker } },
);
