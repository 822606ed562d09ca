// The API's description (OpenAPI, from the routes' own schemas) and a page to read it at /reference.
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import fp from 'fastify-plugin';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

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
      configuration: { withDefaultFonts: false, hideClientButton: true, telemetry: false },
    });
  },
  { name: 'api-reference' },
);
