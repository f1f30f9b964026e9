/** What `import './styles.css'` gives: nothing, the bundler collects it. */
declare module '*.css';
