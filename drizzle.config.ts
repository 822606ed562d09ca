// drizzle-kit writes tables and policies from the schema; roles, FORCE and grants are custom migrations.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({ dialect: 'postgresql', schema: './src/db/schema/index.ts', out: './drizzle' });
