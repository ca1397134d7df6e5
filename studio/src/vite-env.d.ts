/** What the bundler adds: styles, workers and files imported by a suffix. */
/// <reference types="vite/client" />
