import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "layer",
          include: ["test/*.test.ts"],
          typecheck: { enabled: true, include: ["test/*.test-d.ts"], tsconfig: "tsconfig.json" },
        },
      },
      {
        test: { name: "gateway", include: ["test/gateway/*.test.ts"], globalSetup: ["test/up.ts"], testTimeout: 20_000 },
      },
    ],
  },
});
