"""The window as a person sees it: by roles and names."""

from playwright.sync_api import expect


class Window:
    def __init__(self, page, engine):
        self.page = page
        self.engine = engine

    def go(self, place):
        """To a place by its address, such as `views/hello/main`; loads the page when it is not there yet."""
        if not self.page.url.startswith(self.engine.url):
            self.page.goto(f"{self.engine.url}/#/{place}")
        else:
            self.page.evaluate("place => { location.hash = `#/${place}` }", place)
        expect(self.page.get_by_role("navigation", name="Activities")).to_be_visible()
        return self

    def reload(self):
        self.page.reload()
        expect(self.page.get_by_role("navigation", name="Activities")).to_be_visible()
        return self

    def close_tab(self):
        """Closes the open tab. The key goes to the tab: one that goes into a frame which closes because of it is, now and
        then, never answered for by a browser that is driven."""
        self.page.get_by_role("tab", selected=True).first.press("Delete")
        return self

    @property
    def panel(self):
        """The open tab's own."""
        return self.page.get_by_role("tabpanel").filter(visible=True).first

    @property
    def boundary(self):
        """The boundary of the view in the open tab: it has the state, the frame and the cards."""
        return self.panel.locator(".view")

    def expect_status(self, status):
        expect(self.boundary).to_have_attribute("data-status", status)
        return self

    def inside(self):
        """The document of the view in the open tab."""
        return self.boundary.frame_locator("iframe")

    def frame(self):
        """The same, to run scripts in."""
        return self.boundary.locator("iframe").element_handle().content_frame()
