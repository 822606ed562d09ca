// The API's description (OpenAPI, from the routes' own schemas) and a page to read it at /reference.
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import fp from 'fastify-plugin';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

const OWN_SCRIPT_ALLOWED =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

export const apiReference = fp(
  async (app) => {
    await app.register(swagger, {
      transform: jsonSchemaTransform,
      openapi: {
        info: {
          title: 'ProSaaS',
          version: '1',
          description:
            'The phone and WhatsApp front desk. Sign in at `POST /api/sign-in` (a session cookie), or send a business’s API key as `Authorization: Bearer psk_…`. Errors are problem details (RFC 9457).',
        },
        components: {
          securitySchemes: {
            session: { type: 'apiKey', in: 'cookie', name: 'prosaas.session_token' },
            apiKey: { type: 'http', scheme: 'bearer' },
          },
        },
      },
    });
    await app.register(scalar, {
      routePrefix: '/reference',
      hooks: {
        onRequest: (_request, reply, done) => {
          // The page starts itself by a script written into it. It shows the API's description and nothing of anybody's.
          reply.header('content-security-policy', OWN_SCRIPT_ALLOWED);
          done();
        },
      },
      configuration: {
        withDefaultFonts: false,
        hideClientButton: true,
        telemetry: false,
        showDeveloperTools: 'never',
        mcp: { disabled: true },
      },
    });
  },
  { name: 'api-reference' },
);
