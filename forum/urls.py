from django.urls import include, path

app_name = "forum"
urlpatterns = [
    path("forum/", include("forum.topic_urls")),
    path("obstacles/", include("forum.workflow_urls")),
    path("obstacles/", include("forum.file_urls")),
    path("obstacles/", include("forum.obstacle_urls")),
    path("solutions/", include("forum.solution_urls")),
    path("following/", include("forum.following_urls")),
]
