import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Visibility } from "@/types/api";

/** The projects that one can see. */
export function useProjects(org: string) {
  return useQuery({
    queryKey: keys.projects(org),
    queryFn: () =>
      everyRow(api.GET("/api/v1/organizations/{org}/projects", { params: { path: { org }, query: WHOLE } })),
  });
}

export function useProject(org: string, id: string) {
  return useQuery({
    queryKey: keys.project(org, id),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organizations/{org}/projects/{project_id}", { params: { path: { org, project_id: id } } }),
      ),
  });
}

/** Makes a project; private unless said otherwise. */
export function useCreateProject(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; instructions: string; visibility: Visibility }) =>
      unwrap(api.POST("/api/v1/organizations/{org}/projects", { params: { path: { org } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects(org) }),
  });
}

/** Changes a project. Its visibility decides on connectors in its conversations, so they are read again too. */
export function useChangeProject(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; instructions?: string; visibility?: Visibility }) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/projects/{project_id}", {
          params: { path: { org, project_id: id } },
          body,
        }),
      ),
    onSuccess: () =>
      Promise.all(
        [keys.projects(org), keys.conversations(org), keys.connecting(org)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

export function useDeleteProject(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/projects/{project_id}", { params: { path: { org, project_id: id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects(org), exact: true }),
  });
}
